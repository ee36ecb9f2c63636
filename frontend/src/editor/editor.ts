/** The editor's state and what can be done with it. It draws nothing: stage and panels listen. */

import { Refusal } from "./body";
import { type Document, History, NOTHING, type Selection } from "./document";
import type { Facts } from "./facts";
import type { Genome } from "./genome";

/** What a press on the stage does: choose and move, place a node, or draw a muscle. */
export type Tool = "select" | "node" | "muscle";

export class Editor {
  readonly facts: Facts;
  tool: Tool = "select";
  snapping = true;
  private readonly history: History;
  private readonly listeners = new Set<() => void>();
  private readonly refusals = new Set<(words: string) => void>();

  constructor(genome: Genome, facts: Facts) {
    this.facts = facts;
    this.history = new History({ genome, selection: NOTHING });
    if (genome.nodes.length === 0) this.tool = "node";
  }

  get document(): Document {
    return this.history.present;
  }

  get genome(): Genome {
    return this.document.genome;
  }

  get selection(): Selection {
    return this.document.selection;
  }

  get canUndo(): boolean {
    return this.history.canUndo;
  }

  get canRedo(): boolean {
    return this.history.canRedo;
  }

  /** Call `listener` after every change; returns the way to stop. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Call `listener` with the words why something was not done. */
  onRefusal(listener: (words: string) => void): void {
    this.refusals.add(listener);
  }

  /**
   * Do something to the body; where that may not be, say why and leave it as it is. Returns whether it was done.
   * @param act changes of the same act in a row are undone together
   */
  do(change: (document: Document, facts: Facts) => Document, act: string | null = null): boolean {
    try {
      this.history.change(change(this.document, this.facts), act);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      for (const tell of this.refusals) tell(error.message);
      return false;
    }
    this.changed();
    return true;
  }

  /** The act that was going on is over: what comes next is undone by itself. */
  settle(): void {
    this.history.settle();
  }

  undo(): void {
    this.history.undo();
    this.changed();
  }

  redo(): void {
    this.history.redo();
    this.changed();
  }

  select(selection: Partial<Selection>): void {
    this.do(({ genome }) => ({ genome, selection: { ...NOTHING, ...selection } }));
  }

  selectAll(): void {
    const { nodes, muscles } = this.genome;
    this.select({ nodes: nodes.map((_, i) => i), muscles: muscles.map((_, i) => i) });
  }

  /** Select one more thing, or one less. */
  toggle(kind: keyof Selection, place: number): void {
    const chosen = this.selection[kind];
    const next = chosen.includes(place) ? chosen.filter((other) => other !== place) : [...chosen, place];
    this.select({ ...this.selection, [kind]: next });
  }

  setTool(tool: Tool): void {
    this.tool = tool;
    this.changed();
  }

  setSnapping(snapping: boolean): void {
    this.snapping = snapping;
    this.changed();
  }

  private changed(): void {
    for (const listener of this.listeners) listener();
  }
}
