/** What the page is looking at: a muscle, a node or a neuron, lit wherever it is shown. */

export interface Focused {
  kind: "muscle" | "node" | "neuron";
  /** of the body's muscles or nodes, or of the net's inputs and hidden neurons */
  index: number;
}

export class Focus {
  now: Focused | null = null;
  private readonly listeners = new Set<(now: Focused | null) => void>();

  set(kind: Focused["kind"], index: number | null): void {
    const { now } = this;
    if (index === null) {
      if (now) this.tell(null);
    } else if (now?.kind !== kind || now.index !== index) this.tell({ kind, index });
  }

  clear(): void {
    if (this.now) this.tell(null);
  }

  onChange(listener: (now: Focused | null) => void): void {
    this.listeners.add(listener);
  }

  /** The muscle looked at, if it is one. */
  get muscle(): number | null {
    return this.now?.kind === "muscle" ? this.now.index : null;
  }

  private tell(now: Focused | null): void {
    this.now = now;
    for (const listener of this.listeners) listener(now);
  }
}

/** Whether a muscle joins a node. @param ends [muscles · 2] nodes */
export function joins(ends: ArrayLike<number>, muscle: number, node: number): boolean {
  return ends[2 * muscle] === node || ends[2 * muscle + 1] === node;
}
