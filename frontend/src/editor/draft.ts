/** A body that was not saved yet, kept by the browser: a closed tab loses nothing. */

import { type Kept, kept } from "../storage";
import { EMPTY, type Genome } from "./genome";
import { genomeOf } from "./pasted";

export interface Draft {
  name: string;
  genome: Genome;
  /** ms since 1970 */
  at: number;
}

/** Where a person's draft of a design lies, or of a copy of a creature; of what begins with nothing there is one. */
export class Drafts {
  private readonly kept: Kept<Draft>;

  /** @param of a design's number, or the name of what it is a copy of */
  constructor(user: number, of: number | string | null) {
    this.kept = kept(`evoweb-draft/${user}/${of ?? "new"}`, draftOf);
  }

  read(): Draft | null {
    return this.kept.read();
  }

  write(name: string, genome: Genome): void {
    this.kept.write({ name, genome, at: Date.now() });
  }

  drop(): void {
    this.kept.forget();
  }
}

/** A draft that this version can read. */
function draftOf(value: unknown): Draft | null {
  try {
    const { name, genome, at } = value as Draft;
    return { name: `${name}`, genome: genomeOf(JSON.stringify(genome)), at: Number(at) };
  } catch {
    return null; // another version's
  }
}

/** Whether two bodies are the same, gene by gene. */
export function alike(a: Genome | null, b: Genome): boolean {
  return JSON.stringify(inOrder(a ?? EMPTY)) === JSON.stringify(inOrder(b));
}

/** The database gives an object's keys back in an order of its own. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, inOrder(inner)]),
  );
}
