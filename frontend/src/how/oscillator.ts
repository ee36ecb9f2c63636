/** An oscillator, as a clip of what it asks for and as a curve: drawn from the formula, no physics in the way. */

import type { Clip } from "../api/clip";
import { NO_EPISODE } from "../viewer/genome";

export interface Oscillator {
  /** Hz */
  frequency: number;
  /** share of the rest length */
  amplitude: number;
  /** rad */
  phase: number;
}

export const STEADY: Oscillator = { frequency: 1, amplitude: 0.3, phase: 0 };
/** s; every frequency that the slider has, a multiple of 0.1 Hz, comes round in it */
export const ROUND_S = 10;
const HZ = 30;
const REST_M = 0.9;
const RADII = [0.2, 0.26, 0.2];
/** s of the curve that are in sight, and of it what is past */
export const SIGHT_S = 3;
export const PAST_S = 1;
/** units of the curve's picture in a second, and in half of the rest length */
export const SECOND = 100;
export const HALF = 40;

/** Length that an oscillator tells its muscle to take, as a share of its rest length (simulation/brains/oscillator.py). */
export function lengthShare({ frequency, amplitude, phase }: Oscillator, seconds: number): number {
  return 1 - amplitude * Math.sin(2 * Math.PI * frequency * seconds + phase);
}

/** Three nodes in a row, the muscles between them as long as their oscillators say; the middle one stays. */
export function rhythmClip(left: Oscillator, right: Oscillator): Clip {
  const frames = ROUND_S * HZ + 1;
  const offsets = new Int16Array(9 * frames);
  for (let frame = 0; frame < frames; frame++) {
    const seconds = frame / HZ;
    offsets[9 * frame] = -1000 * REST_M * lengthShare(left, seconds);
    offsets[9 * frame + 6] = 1000 * REST_M * lengthShare(right, seconds);
    for (const [node, radius] of RADII.entries()) offsets[9 * frame + 3 * node + 1] = 1000 * radius;
  }
  return {
    ...NO_EPISODE,
    hz: HZ,
    frames,
    nodes: 3,
    muscles: 2,
    radius: Float32Array.from(RADII),
    friction: Float32Array.of(0.2, 0.8, 0.2),
    restLength: Float32Array.of(REST_M, REST_M),
    stiffness: Float32Array.of(150, 150),
    centre: new Float32Array(3 * frames),
    score: new Float32Array(frames),
    ends: Uint16Array.of(0, 1, 1, 2),
    offsets,
  };
}

/** Points of an oscillator's curve from −PAST_S on, for a polyline. */
export function curvePoints(oscillator: Oscillator): string {
  const points: string[] = [];
  for (let t = -PAST_S; t <= ROUND_S + SIGHT_S; t += 0.02) {
    points.push(
      `${(t * SECOND).toFixed(1)},${((1 - lengthShare(oscillator, t)) * 2 * HALF + HALF).toFixed(1)}`,
    );
  }
  return points.join(" ");
}
