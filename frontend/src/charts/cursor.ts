/** One cursor for the whole page: the generation under the pointer, over whichever chart or rail that is. */

export class SharedCursor {
  private generation: number | null = null;
  private readonly listeners = new Set<(generation: number | null) => void>();

  /** Call `listener` whenever it moves. */
  onMove(listener: (generation: number | null) => void): void {
    this.listeners.add(listener);
  }

  /** @param generation null: the pointer has left */
  move(generation: number | null): void {
    if (generation === this.generation) return;
    this.generation = generation;
    for (const listener of this.listeners) listener(generation);
  }
}

export const cursor = new SharedCursor();
