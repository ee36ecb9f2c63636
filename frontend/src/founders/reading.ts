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

/** A text, and the name of the file that it comes from; empty where it was pasted. */
export interface Source {
  name: string;
  text: string;
}

/** The genomes of several texts together, and whose each is; the first trouble stands for all, and says whose it is. */
export function genomesOf(sources: Source[]): Read & { from?: string[] } {
  const genomes: unknown[] = [];
  const from: string[] = [];
  for (const { name, text } of sources) {
    const read: Read = text.trim() === "" ? { trouble: "The file is empty." } : genomesIn(text);
    if ("trouble" in read) return { trouble: name ? `${name}: ${read.trouble}` : read.trouble };
    genomes.push(...read.genomes);
    from.push(...read.genomes.map(() => (sources.length > 1 ? name : "")));
  }
  return { ...bounded(genomes), from };
}

/** Sound genomes as founders. */
export function foundersIn(genomes: unknown[]): Founder[] {
  return genomes.map((genome, place) => ({ kind: "genome", place, genome: genome as Genome }));
}

/** A problem as a line: where, then what; a lone genome needs no number. @param from the file of each genome */
export function problemLine({ path, message }: Problem, count: number, from: string[] = []): string {
  const at = path.replace(/^founders\./, "");
  const place = /^genomes\[(\d+)\]\.?(.*)$/s.exec(at);
  if (!place) return at ? `${at}: ${message}` : message;
  const index = Number(place[1]);
  const file = from[index];
  if (file) {
    const within = from.slice(0, index).filter((name) => name === file).length;
    const whose = from.filter((name) => name === file).length > 1 ? `${file}, genome ${within + 1}` : file;
    return `${whose}${place[2] ? `, ${place[2]}` : ""}: ${message}`;
  }
  const of = count > 1 ? `Genome ${index + 1}` : "The genome";
  return `${of}${place[2] ? `, ${place[2]}` : ""}: ${message}`;
}
