/** How genes look: muscles are spindles whose belly tells stiffness and whose bulge tells contraction, nodes are glossy or matte. */

/** of a node's radius: where a muscle begins, inside the node */
export const INSET = 0.72;
const LEAST_FRICTION = 0.1;

/** 0 slippery … 1 grippy, over the range of the friction gene (0.1..1). */
export function grip(friction: number): number {
  return (friction - LEAST_FRICTION) / (1 - LEAST_FRICTION);
}

/** Thickness at `share` (0..1) of the length, 1 at the belly. */
export function profile(share: number): number {
  return 0.46 + 0.54 * Math.sin(Math.PI * share) ** 1.4;
}

/** 0 soft … 1 stiff, over the range of stiffness (50..200 N/m) that is told apart. */
export function stiffShare(stiffness: number): number {
  return Math.min(Math.max((stiffness - 50) / 150, 0), 1);
}

/** m, radius of the belly of a muscle of `stiffness` N/m at rest. */
export function belly(stiffness: number): number {
  return 0.03 + 0.05 * stiffShare(stiffness);
}

/** How much thicker a muscle is now than at rest: what it loses in length it gains in girth. */
export function bulge(length: number, rest: number): number {
  return Math.min(Math.max(Math.sqrt(rest / Math.max(length, 1e-6)), 0.72), 1.4);
}

/** Place on the length scale: 0 stretched by 40 % or more, 0.5 at rest, 1 contracted by 40 % or more. */
export function contraction(length: number, rest: number): number {
  return Math.min(Math.max(0.5 + (1 - length / rest) / 0.8, 0), 1);
}
