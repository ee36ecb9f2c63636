/** Where a camera looks to keep a creature in view: its path, smoothed forwards and backwards in time. */

import type { Clip } from "../api/clip";
import { writeBetween } from "./curve";

const FOCUS_BLUR_S = 0.5;
const HEADING_BLUR_S = 1.2;
/** m; the creature is never further than this from the point the camera looks at. */
export const LONGEST_LEASH = 0.6;
/** m/s; slower than this a creature has no heading of its own and keeps the last one. */
const SLOWEST_HEADING = 0.05;

/** What a camera goes by. */
export interface Watched {
  /** Write the point to look at into `out`. */
  focusAt(seconds: number, out: { set(x: number, y: number, z: number): unknown }): void;
  /** rad about y, 0 along +x */
  headingAt(seconds: number): number;
  /** m, of the sphere that must fit a picture of `aspect` width : height */
  radiusAt(seconds: number, aspect: number): number;
}

/** m; a smaller creature is not shown larger than this sphere is */
export const LEAST_RADIUS = 2.3;
/** m, the same of small pictures in lists */
export const LEAST_SMALL_RADIUS = 1.2;

/**
 * The path of a clip's bounding box centre, smoothed. It depends on the moment alone and not on how one got there,
 * so a link to a frame shows the same picture to everybody; and being smoothed both ways it never lags behind.
 */
export class Track implements Watched {
  /** m, half the longest side of the body's bounding box, but for moments in which it flies apart */
  readonly extent: number;
  private readonly hz: number;
  private readonly frames: number;
  /** [frames · 3] m, the clip's centre of mass */
  private readonly centre: Float32Array;
  /** [frames · 3] m, from it to the point looked at: between frames too, that is never further away than this */
  private readonly aside: Float32Array;
  private readonly now = new Float32Array(3);
  /** [frames] rad about y, 0 along +x */
  private readonly heading: Float32Array;

  private readonly radius: number;

  /** @param leastRadius m, of the sphere that must fit the picture however small the body is */
  constructor(clip: Clip, leastRadius = LEAST_RADIUS) {
    this.hz = clip.hz;
    this.frames = clip.frames;
    const { centres, extent } = boxCentres(clip);
    this.extent = extent;
    this.radius = Math.max(leastRadius, extent);
    this.centre = clip.centre;
    this.aside = leashed(smoothed(centres, 3, FOCUS_BLUR_S * clip.hz), centres).map(
      (x, i) => x - clip.centre[i]!,
    );
    this.heading = headings(smoothed(centres, 3, HEADING_BLUR_S * clip.hz), clip.hz);
  }

  focusAt(seconds: number, out: { set(x: number, y: number, z: number): unknown }): void {
    const { from, to, share } = this.between(seconds);
    const { now, aside } = this;
    writeBetween(this.centre, 3, from, share, this.frames, now);
    for (let axis = 0; axis < 3; axis++) {
      const a = aside[3 * from + axis]!;
      now[axis] = now[axis]! + a + (aside[3 * to + axis]! - a) * share;
    }
    out.set(now[0]!, now[1]!, now[2]!);
  }

  headingAt(seconds: number): number {
    const { from, to, share } = this.between(seconds);
    return this.heading[from]! + (this.heading[to]! - this.heading[from]!) * share;
  }

  radiusAt(): number {
    return this.radius;
  }

  private readonly place = { from: 0, to: 0, share: 0 };

  private between(seconds: number): { from: number; to: number; share: number } {
    const exact = Math.min(Math.max(seconds * this.hz, 0), this.frames - 1);
    this.place.from = Math.floor(exact);
    this.place.to = Math.min(this.place.from + 1, this.frames - 1);
    this.place.share = exact - this.place.from;
    return this.place;
  }
}

/** Centre of each frame's bounding box [frames · 3] m, and how far the body reaches from it in 95 % of them. */
function boxCentres(clip: Clip): { centres: Float32Array; extent: number } {
  const centres = new Float32Array(3 * clip.frames);
  const extents: number[] = [];
  for (let frame = 0; frame < clip.frames; frame++) {
    let extent = 0;
    for (let axis = 0; axis < 3; axis++) {
      let low = Infinity;
      let high = -Infinity;
      for (let node = 0; node < clip.nodes; node++) {
        const offset = 0.001 * clip.offsets[3 * (frame * clip.nodes + node) + axis]!;
        low = Math.min(low, offset - clip.radius[node]!);
        high = Math.max(high, offset + clip.radius[node]!);
      }
      centres[3 * frame + axis] = clip.centre[3 * frame + axis]! + (low + high) / 2;
      extent = Math.max(extent, (high - low) / 2);
    }
    extents.push(extent);
  }
  return { centres, extent: extents.sort((a, b) => a - b)[Math.floor(0.95 * (extents.length - 1))]! };
}

/** Moving average over ±blur samples, twice (near a Gaussian); the ends average what there is. */
export function smoothed(samples: Float32Array, width: number, blur: number): Float32Array {
  const reach = Math.round(blur);
  return boxBlur(boxBlur(samples, width, reach), width, reach);
}

function boxBlur(samples: Float32Array, width: number, reach: number): Float32Array {
  const count = samples.length / width;
  const blurred = new Float32Array(samples.length);
  for (let i = 0; i < count; i++) {
    const near = Math.min(reach, i, count - 1 - i);
    for (let axis = 0; axis < width; axis++) {
      let sum = 0;
      for (let j = i - near; j <= i + near; j++) sum += samples[width * j + axis]!;
      blurred[width * i + axis] = sum / (2 * near + 1);
    }
  }
  return blurred;
}

/** Pull every point of the path to within LONGEST_LEASH of where the creature is. */
function leashed(path: Float32Array, centres: Float32Array): Float32Array {
  for (let i = 0; i < path.length; i += 3) {
    const dx = path[i]! - centres[i]!;
    const dy = path[i + 1]! - centres[i + 1]!;
    const dz = path[i + 2]! - centres[i + 2]!;
    const pull = Math.min(1, LONGEST_LEASH / Math.max(Math.hypot(dx, dy, dz), 1e-9));
    path[i] = centres[i]! + dx * pull;
    path[i + 1] = centres[i + 1]! + dy * pull;
    path[i + 2] = centres[i + 2]! + dz * pull;
  }
  return path;
}

/** Direction of travel of each frame, without jumps of a whole turn, smoothed. */
function headings(path: Float32Array, hz: number): Float32Array {
  const frames = path.length / 3;
  const heading = new Float32Array(frames);
  let last = 0;
  for (let i = 0; i < frames; i++) {
    const a = 3 * Math.max(i - 1, 0);
    const b = 3 * Math.min(i + 1, frames - 1);
    const dx = path[b]! - path[a]!;
    const dz = path[b + 2]! - path[a + 2]!;
    const speed = (Math.hypot(dx, dz) * hz) / Math.max((b - a) / 3, 1);
    if (speed > SLOWEST_HEADING) last += turn(last, Math.atan2(-dz, dx));
    heading[i] = last;
  }
  return smoothed(heading, 1, FOCUS_BLUR_S * hz);
}

/** The shorter way from one angle to another, −π..π. */
export function turn(from: number, to: number): number {
  const difference = (to - from) % (2 * Math.PI);
  if (difference > Math.PI) return difference - 2 * Math.PI;
  return difference < -Math.PI ? difference + 2 * Math.PI : difference;
}
