/** How sharp a view can afford to be: a slow machine draws fewer pixels while things move, all of them at rest. */

const SLOW_S = 0.045;
const FRAMES = 8;
const STEP = 0.75;
const LEAST = 0.5;

export class Sharpness {
  /** Share of the full resolution for moving pictures. */
  share = 1;
  private frames = 0;
  private total = 0;

  /** A frame of a moving picture came `elapsed` seconds after the one before. */
  frameTook(elapsed: number): void {
    if (elapsed <= 0 || elapsed > 1) return;
    this.total += elapsed;
    if (++this.frames < FRAMES) return;
    if (this.total / FRAMES > SLOW_S) this.share = Math.max(LEAST, this.share * STEP);
    this.frames = this.total = 0;
  }
}
