/** Where a hint stands: beside what it points at, never over it. */

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface Size {
  width: number;
  height: number;
}

/** px */
const GAP = 10;
const EDGE = 8;

/**
 * The place of a hint of some size in a window, px.
 * @param free what of the window no bar covers
 * @returns null where there is no room beside the anchor: the hint then waits until more of the page is scrolled to
 */
export function placeOf(anchor: Box, hint: Size, free: Box): { left: number; top: number } | null {
  const right = anchor.left + anchor.width;
  const bottom = anchor.top + anchor.height;
  const left = clamp(anchor.left, free.left + EDGE, free.left + free.width - EDGE - hint.width);
  const top = clamp(anchor.top, free.top + EDGE, free.top + free.height - EDGE - hint.height);
  const places = [
    { left, top: bottom + GAP },
    { left, top: anchor.top - GAP - hint.height },
    { left: right + GAP, top },
    { left: anchor.left - GAP - hint.width, top },
    // far from the anchor, where it is not in sight or fills what is
    { left, top: free.top + free.height - EDGE - hint.height },
    { left, top: free.top + EDGE },
  ];
  return (
    places.find((place) => isInside(place, hint, free) && !overlaps({ ...place, ...hint }, anchor)) ?? null
  );
}

export function overlaps(a: Box, b: Box): boolean {
  return (
    a.left < b.left + b.width &&
    b.left < a.left + a.width &&
    a.top < b.top + b.height &&
    b.top < a.top + a.height
  );
}

function isInside({ left, top }: { left: number; top: number }, hint: Size, free: Box): boolean {
  return (
    left >= free.left &&
    top >= free.top &&
    left + hint.width <= free.left + free.width &&
    top + hint.height <= free.top + free.height
  );
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}
