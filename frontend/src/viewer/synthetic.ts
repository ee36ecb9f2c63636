/** A made-up creature for tests, a four-legged body that trots along a curve at a known speed, and colours to see it in. */

import { Color } from "three";
import type { Clip } from "../api/clip";
import { Ramp, type Theme } from "./theme";

const grey = new Color(0x808080);
const ramp = new Ramp(["#000000", "#ffffff"]);
/** All in grey, where no page is whose colours could be read. */
export const greyTheme: Theme = {
  dark: true,
  accent: grey,
  ground: grey,
  grid: grey,
  gridMajor: grey,
  label: grey,
  pellet: grey,
  trail: grey,
  length: ramp,
  friction: ramp,
  ordered: ramp,
  amount: ramp,
};

/** A clip of `seconds` s at 15 Hz of a body that moves `speed` m/s. */
export function walkingClip(seconds = 20, speed = 0.8): Clip {
  const hz = 15;
  const frames = Math.round(seconds * hz) + 1;
  const rest: [number, number, number][] = [
    [0.6, 0.2, 0.5],
    [0.6, 0.2, -0.5],
    [-0.6, 0.2, 0.5],
    [-0.6, 0.2, -0.5],
    [0, 1.2, 0],
    [0.1, 0.6, 0.2],
  ];
  const ends = [0, 1, 0, 2, 1, 3, 2, 3, 0, 4, 1, 4, 2, 4, 3, 4, 5, 0, 5, 3, 5, 4];
  const muscles = ends.length / 2;
  const centre = new Float32Array(3 * frames);
  const offsets = new Int16Array(3 * frames * rest.length);
  for (let frame = 0; frame < frames; frame++) {
    const t = frame / hz;
    centre.set([speed * t, 0.5, 0.6 * Math.sin(0.4 * t)], 3 * frame);
    rest.forEach(([x, y, z], node) => {
      const swing = Math.sin(2 * Math.PI * t + (node * Math.PI) / 2);
      const lift = node < 4 ? Math.max(0, 0.25 * Math.cos(2 * Math.PI * t + (node * Math.PI) / 2)) : 0;
      const offset = [x + 0.25 * swing, y - 0.5 + lift, z].map((metres) => Math.round(1000 * metres));
      offsets.set(offset, 3 * (frame * rest.length + node));
    });
  }
  return {
    hz,
    frames,
    nodes: rest.length,
    muscles,
    creature: "131-44",
    generation: 131,
    task: "forage",
    fitness: 212.6,
    parts: { pellets: 200, progress: 1.8, travel: 20, regression: -6.8, effort: -2.4 },
    targets: [
      { position: [4, 0.6, 0.5], appeared: 0, reached: 75, collection_radius: 0.35 },
      { position: [8, 0.9, 0], appeared: 75, reached: 150, collection_radius: 0.35 },
      { position: [10, 1.2, 1.5], appeared: 150, reached: null, collection_radius: 0.35 },
    ],
    disqualified: null,
    layout: 0,
    radius: Float32Array.of(0.12, 0.16, 0.2, 0.14, 0.26, 0.22),
    friction: Float32Array.of(0.1, 0.3, 0.5, 0.7, 0.85, 1),
    restLength: Float32Array.from({ length: muscles }, (_, i) => 1 + 0.05 * (i % 3)),
    stiffness: Float32Array.from({ length: muscles }, (_, i) => 50 + 15 * i),
    centre,
    score: Float32Array.from({ length: frames }, (_, frame) => (frame < 75 ? frame / 4 : 100 + frame / 3)),
    ends: Uint16Array.from(ends),
    offsets,
    activations: null,
    partScores: null,
  };
}

const MODULUS = 2_147_483_647;
const MULTIPLIER = 48_271;
/** MULTIPLIER³ % MODULUS: small seeds would all begin with small numbers */
const THREE_ON = 1_291_394_886;

/** Random numbers 0..1, always the same for a seed (Park & Miller 1988). */
export function randomNumbers(seed: number): () => number {
  let state = (seed * THREE_ON) % MODULUS;
  return () => {
    state = (state * MULTIPLIER) % MODULUS;
    return state / MODULUS;
  };
}

/** The walking body on a way of jerks: it stands, drifts, races at up to 60 m/s, and is thrown up to 30 m in a frame. */
export function jerkyClip(seed: number): Clip {
  const random = randomNumbers(seed);
  const clip = walkingClip(12, 0);
  let [x, z, speed, way] = [0, 0, 0, 0];
  for (let frame = 1; frame < clip.frames; frame++) {
    if (random() < 0.1) [speed, way] = [60 * random() ** 3, 2 * Math.PI * random()];
    const thrown = random() < 0.02 ? 30 * random() : 0;
    x += (speed / clip.hz + thrown) * Math.cos(way);
    z += (speed / clip.hz + thrown) * Math.sin(way);
    clip.centre.set([x, 0.5 + 6 * thrown * random(), z], 3 * frame);
  }
  return clip;
}
