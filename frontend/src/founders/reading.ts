/** Genomes out of text: one, or a list of them, as our downloads and the API give them. */

import type { Problem } from "../api/http";
import { plural } from "../panels/format";
import type { Founder, Genome } from "./founder";
import { MOST } from "./selection";

/** As the server takes it in one go. */
export const MOST_BYTES = 8_000_000;

export type Read = { genomes: unknown[] } | { trouble: string };

/** The genomes of a text; whether they are sound is for the server to say. */
export function genomesIn(text: string): Read {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return { trouble: `This is no JSON: ${(error as Error).message}` };
  }
  return bounded(Array.isArray(data) ? data : listed(data));
}

function bounded(genomes: unknown[]): Read {
  if (genomes.length === 0) return { trouble: "The list is empty." };
  if (genomes.length <= MOST.genome) return { genomes };
  const [n, most] = [plural(genomes.length, "genome"), plural(MOST.genome, "genome")];
  return { trouble: `${n} are more than the ${most} allowed.` };
}

/** A list that stands under `genomes`, as /api/genetics answers; else the one genome. */
function listed(data: unknown): unknown[] {
  const genomes = (data as { genomes?: unknown } | null)?.genomes;
  return Array.isArray(genomes) ? genomes : [data];
}

/** The genomes of several texts together, each a file's; the first trouble stands for all. */
export function genomesOf(texts: string[]): Read {
  const genomes: unknown[] = [];
  for (const text of texts) {
    const read = genomesIn(text);
    if ("trouble" in read) return read;
    genomes.push(...read.genomes);
  }
  return bounded(genomes);
}

/** Sound genomes as founders. */
export function foundersIn(genomes: unknown[]): Founder[] {
  return genomes.map((genome, place) => ({ kind: "genome", place, genome: genome as Genome }));
}

/** A problem as a line: where, then what; a lone genome needs no number. */
export function problemLine({ path, message }: Problem, count: number): string {
  const at = path.replace(/^founders\./, "");
  const place = /^genomes\[(\d+)\]\.?(.*)$/s.exec(at);
  if (!place) return at ? `${at}: ${message}` : message;
  const of = count > 1 ? `Genome ${Number(place[1]) + 1}` : "The genome";
  return `${of}${place[2] ? `, ${place[2]}` : ""}: ${message}`;
}
