/** The page's one animation loop: it runs while anything wants frames and stops when nothing does. */

import { sharedPainter } from "./painter";

/** Draws one frame; says whether it wants another. `elapsed` is in seconds since the loop's last frame. */
export type FrameTask = (elapsed: number) => boolean;

/** A frame that takes longer (drawn by the processor, say) is followed by as long a rest, up to a quarter second. */
const LONG_MS = 25;
const LONGEST_REST_MS = 250;

const awake = new Set<FrameTask>();
let scheduled = false;
let last = 0;

/** Have `task` called at the next frame, and on until it returns false. */
export function wake(task: FrameTask): void {
  awake.add(task);
  if (scheduled) return;
  scheduled = true;
  last = 0;
  requestAnimationFrame(run);
}

/** Never call `task` again. */
export function sleep(task: FrameTask): void {
  awake.delete(task);
}

// No frames come while the tab is hidden; that gap is nobody's time.
document.addEventListener("visibilitychange", () => {
  last = 0;
});

function run(now: number): void {
  if (sharedPainter()?.busy) {
    requestAnimationFrame(run);
    return;
  }
  const began = performance.now();
  const elapsed = last === 0 ? 0 : (now - last) / 1000;
  last = now;
  for (const task of awake) if (!task(elapsed)) awake.delete(task);
  scheduled = awake.size > 0;
  if (scheduled) next(performance.now() - began);
}

/** Ask for the next frame, so that the page always has half of the time for people's clicks and keys. */
function next(took: number): void {
  if (took < LONG_MS) requestAnimationFrame(run);
  else setTimeout(requestAnimationFrame, Math.min(took, LONGEST_REST_MS), run);
}
