/** A page of nothing but one scene of 25 creatures, for benchmarks/pictures.py; no page of the app loads it. */

import type { Clip } from "../api/clip";
import { RaceTrack, raceCast } from "../viewer/race";
import { randomNumbers, walkingClip } from "../viewer/synthetic";
import { orderedColour, readTheme } from "../viewer/theme";
import { View } from "../viewer/view";
import "../styles/index.css";

declare global {
  interface Window {
    /** pictures painted so far */
    painted: number;
  }
}

const CREATURES = 25;
const WARM = 600;
/** of a body, as large as the default settings let bodies grow */
const NODES = 8;
const MUSCLES = 15;

/** The walking body with more nodes and muscles, all of them moving. */
function fullClip(seed: number): Clip {
  const random = randomNumbers(seed);
  const clip = walkingClip(20, 0.3 + random());
  const offsets = new Int16Array(3 * NODES * clip.frames);
  for (let frame = 0; frame < clip.frames; frame++) {
    for (let i = 0; i < 3 * NODES; i++) {
      const [node, axis] = [Math.floor(i / 3) % clip.nodes, i % 3];
      const aside = i < 3 * clip.nodes ? 0 : 150;
      offsets[3 * NODES * frame + i] = clip.offsets[3 * (frame * clip.nodes + node) + axis]! + aside;
    }
  }
  const number = (): number => random();
  return {
    ...clip,
    nodes: NODES,
    muscles: MUSCLES,
    offsets,
    radius: Float32Array.from({ length: NODES }, () => 0.1 + 0.15 * number()),
    friction: Float32Array.from({ length: NODES }, number),
    restLength: Float32Array.from({ length: MUSCLES }, () => 0.6 + number()),
    stiffness: Float32Array.from({ length: MUSCLES }, () => 50 + 150 * number()),
    ends: Uint16Array.from(
      { length: 2 * MUSCLES },
      (_, i) => (i % 2 ? i + Math.floor(i / NODES) : i) % NODES,
    ),
  };
}

const canvas = document.createElement("canvas");
document.body.replaceChildren(canvas);
Object.assign(canvas.style, { width: "480px", height: "300px" });
const clips = Array.from({ length: CREATURES }, (_, i) => fullClip(i + 1));
const view = new View(canvas, { scene: "race", controls: "none" });
view.playback.load(20);
const cast = raceCast(clips, readTheme(), (theme, i) => orderedColour(theme, i, CREATURES));
view.present(cast, new RaceTrack(cast.poses));
window.painted = 0;
view.afterPaint = () => {
  window.painted++;
};
// Let the browser compile what a picture runs, as it has a second or two after a replay began.
for (let i = 0; i < WARM; i++) cast.show(i / 15);
view.playback.play();
