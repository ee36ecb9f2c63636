/**
 * The way between two frames of a clip.
 *
 * Muscles swing several times a second and frames are few, so it is a cubic (Catmull & Rom, 1974) that passes through
 * both frames as those before and after suggest, and not a straight line with a corner at each. Where one of the
 * neighbours suggests far more than the other, as where a foot meets the ground or a body is thrown, the steeper is not
 * believed: nothing swings past a frame by more than a share of the lesser step beside it.
 */

/** times the lesser of the steps beside a frame */
const STEEPEST = 3;

/** A column's value `share` of the way from a frame to the next; allocates nothing. @param values [frames · width] */
export function between(
  values: ArrayLike<number>,
  width: number,
  column: number,
  frame: number,
  share: number,
  frames: number,
): number {
  const at = frame * width + column;
  const a = values[at]!;
  if (share === 0) return a;
  const b = values[at + width]!;
  const step = b - a;
  const slopeA = frame > 0 ? slope(a - values[at - width]!, step) : step;
  const slopeB = frame + 2 < frames ? slope(step, values[at + 2 * width]! - b) : step;
  const rest = 1 - share;
  return a + step * share * share * (3 - 2 * share) + share * rest * (slopeA * rest - slopeB * share);
}

/** How steep the way is at a frame, by the steps to it and from it. */
function slope(before: number, after: number): number {
  const most = STEEPEST * Math.min(Math.abs(before), Math.abs(after));
  return Math.min(Math.max((before + after) / 2, -most), most);
}
