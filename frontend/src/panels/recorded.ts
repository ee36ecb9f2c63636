/** The generations of a run that the page has: of a long history some stand for all, and the others are asked for. */

import type { GenerationStats } from "../generated/api";

/** More than these are thinned: of a run that is watched for long, every second of them goes. */
const MOST_HELD = 4000;

export class Recorded {
  /** in order; numbers may be left out between them */
  readonly held: GenerationStats[] = [];
  /** number of the last recorded generation; −1: none */
  last = -1;

  /** Take generations that follow on those here. @param last the number up to which they stand for all */
  add(newer: GenerationStats[], last: number): void {
    for (const stats of newer) this.held.push(stats);
    this.last = Math.max(this.last, last); // a message may come twice
    if (this.held.length > MOST_HELD) this.thin();
  }

  /** Take one that was left out. */
  insert(stats: GenerationStats): void {
    const place = this.placeOf(stats.number);
    if (this.held[place]?.number !== stats.number) this.held.splice(place, 0, stats);
  }

  /** The generation of this number, if it is here. */
  at(number: number): GenerationStats | undefined {
    const found = this.held[this.placeOf(number)];
    return found?.number === number ? found : undefined;
  }

  clear(): void {
    this.held.length = 0;
    this.last = -1;
  }

  /** Place of the first generation of this number or a higher one. */
  private placeOf(number: number): number {
    let [low, high] = [0, this.held.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.held[middle]!.number < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private thin(): void {
    const isLast = (i: number) => i === this.held.length - 1;
    const isNew = (i: number) => this.held[i]?.champion !== this.held[i - 1]?.champion;
    const kept = this.held.filter((_, i) => i % 2 === 0 || isLast(i) || isNew(i));
    const few = kept.length > MOST_HELD / 2 ? this.held.filter((_, i) => i % 2 === 0 || isLast(i)) : kept;
    this.held.splice(0, this.held.length, ...few);
  }
}
