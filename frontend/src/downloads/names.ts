/** What downloaded files are called: run, creature and generation, in letters that every file system takes. */

import type { CreatureDetail, RunSummary } from "../generated/api";

const LONGEST = 60;
/** What folders, shells and address bars read in their own way. */
const AWKWARD = /[^\p{Letter}\p{Number}]+/gu;

/** A name as part of a file's name: small letters and digits of any script, with dashes between. */
export function slug(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replace(/\p{Mark}+/gu, "")
    .toLowerCase()
    .replace(AWKWARD, "-");
  return (
    [...plain]
      .slice(0, LONGEST)
      .join("")
      .replace(/^-+|-+$/g, "") || "run"
  );
}

/** Of a file about a creature in a generation: two-dozen-creature-2-17-generation-4.glb */
export function creatureFile(
  run: Pick<RunSummary, "name">,
  { name, generation }: Pick<CreatureDetail, "name" | "generation">,
  extension: string,
): string {
  return `${slug(run.name)}-creature-${name}-generation-${generation}.${extension}`;
}
