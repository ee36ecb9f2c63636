/** Addresses of the page of families. */

export type Show = "ancestry" | "run" | "film";

/** The page of a creature's family, of the run that it is of, or of the film of its line. */
export function lineageAddress(run: number, creature: string, show: Show = "ancestry"): string {
  return `/runs/${run}/lineage/?creature=${creature}${show === "ancestry" ? "" : `&show=${show}`}`;
}
