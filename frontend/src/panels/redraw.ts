/** Draw what has come once a frame, and never for more than a fifth of the time: a page stays usable while much comes. */

const SHARE = 4; // of rest for one of drawing

/** @param draw called once for all calls of what is returned, in a frame soon after */
export function redrawn(draw: () => void): () => void {
  let isWaiting = false;
  let restUntil = 0;
  const run = () => {
    isWaiting = false;
    const start = performance.now();
    draw();
    const end = performance.now();
    restUntil = end + SHARE * (end - start);
  };
  return () => {
    if (isWaiting) return;
    isWaiting = true;
    setTimeout(() => requestAnimationFrame(run), restUntil - performance.now());
  };
}
