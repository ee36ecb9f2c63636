/** A body that was not saved yet, kept by the browser: a closed tab loses nothing. */

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
  private readonly key: string;

  /** @param of a design's number, or the name of what it is a copy of */
  constructor(user: number, of: number | string | null) {
    this.key = `evoweb-draft/${user}/${of ?? "new"}`;
  }

  read(): Draft | null {
    try {
      const { name, genome, at } = JSON.parse(localStorage.getItem(this.key) ?? "null");
      return { name: `${name}`, genome: genomeOf(JSON.stringify(genome)), at: Number(at) };
    } catch {
      return null; // there is none, or another version's
    }
  }

  write(name: string, genome: Genome): void {
    try {
      localStorage.setItem(this.key, JSON.stringify({ name, genome, at: Date.now() }));
    } catch {
      // the browser keeps nothing: leaving the page asks all the same
    }
  }

  drop(): void {
    try {
      localStorage.removeItem(this.key);
    } catch {
      // as above
    }
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
