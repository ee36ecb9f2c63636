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

/**
 * Write every column's value `share` of the way from a frame to the next; allocates nothing, for it returns no number,
 * which would have to be put somewhere.
 * @param values [frames · width]
 * @param out [width]
 */
export function writeBetween(
  values: ArrayLike<number>,
  width: number,
  frame: number,
  share: number,
  frames: number,
  out: Float32Array,
): void {
  const rest = 1 - share;
  const isFirst = frame === 0;
  const isLast = frame + 2 >= frames;
  for (let column = 0; column < width; column++) {
    const at = frame * width + column;
    const a = values[at]!;
    if (share === 0) {
      out[column] = a;
      continue;
    }
    const b = values[at + width]!;
    const step = b - a;
    const before = isFirst ? step : a - values[at - width]!;
    const after = isLast ? step : values[at + 2 * width]! - b;
    const mostA = STEEPEST * Math.min(Math.abs(before), Math.abs(step));
    const mostB = STEEPEST * Math.min(Math.abs(step), Math.abs(after));
    const slopeA = Math.min(Math.max((before + step) / 2, -mostA), mostA);
    const slopeB = Math.min(Math.max((step + after) / 2, -mostB), mostB);
    out[column] =
      a + step * share * share * (3 - 2 * share) + share * rest * (slopeA * rest - slopeB * share);
  }
}
