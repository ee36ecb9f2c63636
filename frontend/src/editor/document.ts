/** What is edited: a genome and what of it is selected; and its past, so that everything can be undone. */

import type { Genome } from "./genome";

export interface Selection {
  /** places in the genome's lists, rising */
  readonly nodes: readonly number[];
  readonly muscles: readonly number[];
}

export interface Document {
  readonly genome: Genome;
  readonly selection: Selection;
}

export const NOTHING: Selection = { nodes: [], muscles: [] };
const MOST_STEPS = 1000;

export function rising(places: Iterable<number>): number[] {
  return [...new Set(places)].sort((a, b) => a - b);
}

/** Nothing is selected twice, and nothing that is not there. */
export function sound({ genome, selection }: Document): Document {
  const present = (places: readonly number[], count: number): number[] =>
    rising(places).filter((place) => place < count);
  return {
    genome,
    selection: {
      nodes: present(selection.nodes, genome.nodes.length),
      muscles: present(selection.muscles, genome.muscles.length),
    },
  };
}

export class History {
  present: Document;
  private past: Document[] = [];
  private future: Document[] = [];
  /** what is going on (a drag, a slider): its changes are one step */
  private act: string | null = null;

  constructor(present: Document) {
    this.present = present;
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  /** @param act changes of the same act in a row are undone together; null: this one stands alone */
  change(next: Document, act: string | null = null): void {
    const checked = sound(next);
    if (checked.genome === this.present.genome) {
      this.select(checked);
      return;
    }
    if (act === null || act !== this.act) {
      this.past.push(this.present);
      if (this.past.length > MOST_STEPS) this.past.shift();
    }
    this.act = act;
    this.future = [];
    this.present = checked;
  }

  /** The act that was going on is over. */
  settle(): void {
    this.act = null;
  }

  undo(): void {
    const before = this.past.pop();
    if (!before) return;
    this.future.push(this.present);
    this.present = before;
    this.act = null;
  }

  redo(): void {
    const after = this.future.pop();
    if (!after) return;
    this.past.push(this.present);
    this.present = after;
    this.act = null;
  }

  /** To select is no step of its own: undoing brings back what was selected before the change. */
  private select(next: Document): void {
    this.present = next;
    this.act = null;
  }
}
