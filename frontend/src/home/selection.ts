/** Which runs are chosen: one by one, a range from the last one chosen, all that are shown. They may be on other pages. */

export class Selection {
  readonly chosen = new Set<number>();
  private anchor: number | null = null;
  private readonly changed: () => void;

  /** @param changed called after every change */
  constructor(changed: () => void) {
    this.changed = changed;
  }

  /** Choose a run or let it go. @param shown the list in its order; given, all from the last one chosen up to this */
  set(id: number, isChosen: boolean, shown: number[] = []): void {
    const from = this.anchor === null ? -1 : shown.indexOf(this.anchor);
    const to = shown.indexOf(id);
    const range = from < 0 || to < 0 ? [id] : shown.slice(Math.min(from, to), Math.max(from, to) + 1);
    this.put(range, isChosen);
    this.anchor = id;
    this.changed();
  }

  /** Choose all of these, or none of them. */
  setAll(ids: number[], isChosen: boolean): void {
    this.put(ids, isChosen);
    this.anchor = null;
    this.changed();
  }

  clear(): void {
    this.chosen.clear();
    this.anchor = null;
    this.changed();
  }

  /** How many of these are chosen. */
  among(ids: number[]): number {
    return ids.filter((id) => this.chosen.has(id)).length;
  }

  private put(ids: number[], isChosen: boolean): void {
    for (const id of ids) {
      if (isChosen) this.chosen.add(id);
      else this.chosen.delete(id);
    }
  }
}
