/** How sharp a view can afford to be: a slow machine draws fewer pixels while things move, all of them at rest. */

/** s a frame: slower than this is too slow, and where there is a choice it should take no longer than that */
const SLOW_S = 0.045;
const AIM_S = 0.03;
const FRAMES = 4;
const LEAST = 0.5;

export class Sharpness {
  /** Share of the full resolution for moving pictures. */
  share: number;
  private frames = 0;
  private total = 0;

  /** @param slow whether the machine is known to be slow from the start: its first pictures come soonest when small */
  constructor(slow = false) {
    this.share = slow ? LEAST : 1;
  }

  /** A frame of a moving picture came `elapsed` s after the one before; its cost goes with its pixels. */
  frameTook(elapsed: number): void {
    if (elapsed <= 0) return;
    this.total += elapsed;
    if (++this.frames < FRAMES) return;
    const mean = this.total / FRAMES;
    if (mean > SLOW_S) this.share = Math.max(LEAST, this.share * Math.sqrt(AIM_S / mean));
    this.frames = this.total = 0;
  }
}
