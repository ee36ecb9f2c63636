/** Which founders are chosen, in the order of choosing; everybody who shows it is told of changes. */

import { type Founder, keyOf } from "./founder";

/** As the API bounds them. */
export const MOST = { creature: 100, design: 500, genome: 5000 };

export class Selection {
  private readonly chosen = new Map<string, Founder>();
  private readonly listeners = new Set<() => void>();

  constructor(founders: Founder[] = []) {
    for (const founder of founders) this.chosen.set(keyOf(founder), founder);
  }

  get all(): Founder[] {
    return [...this.chosen.values()];
  }

  get size(): number {
    return this.chosen.size;
  }

  has(founder: Founder): boolean {
    return this.chosen.has(keyOf(founder));
  }

  /** Whether another one of its kind may be chosen. */
  hasRoom(kind: Founder["kind"]): boolean {
    return this.all.filter((founder) => founder.kind === kind).length < MOST[kind];
  }

  /** Choose it, or no longer; one beyond the bound is not chosen. */
  set(founder: Founder, on: boolean): void {
    if (on === this.has(founder) || (on && !this.hasRoom(founder.kind))) return;
    if (on) this.chosen.set(keyOf(founder), founder);
    else this.chosen.delete(keyOf(founder));
    this.changed();
  }

  /** Choose these and no others. */
  replace(founders: Founder[]): void {
    this.chosen.clear();
    for (const founder of founders) this.chosen.set(keyOf(founder), founder);
    this.changed();
  }

  /** Call `listener` after every change; returns the way to stop. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private changed(): void {
    for (const listener of this.listeners) listener();
  }
}
