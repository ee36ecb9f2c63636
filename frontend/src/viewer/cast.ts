/** The creatures on a stage and all that belongs to them. */

import { Group } from "three";
import type { Clip } from "../api/clip";
import type { Layer } from "./layer";
import { type MuscleLayer, muscleLayer } from "./muscles";
import { type NodeMarks, nodeMarks } from "./node-marks";
import { nodeLayer, type Tint } from "./nodes";
import { pelletLayer } from "./pellets";
import { Pose } from "./pose";
import { selectionLayer } from "./selection";
import { Relief } from "./terrain";
import type { Theme } from "./theme";
import { type TrailColour, trailLayer } from "./trail";

const BY_FRICTION: Tint = () => null;

export class Cast {
  readonly object = new Group();
  readonly poses: Pose[];
  readonly muscles: MuscleLayer;
  /** what can be lit of the first creature's body, and its path; null where there is none */
  readonly extras: { nodes: NodeMarks | null; trail: Layer | null };
  /** the ground that they stand on; null: level */
  readonly relief: Relief | null;
  private readonly layers: Layer[];

  constructor(
    poses: Pose[],
    muscles: MuscleLayer,
    layers: Layer[],
    theme: Theme,
    extras: Partial<Cast["extras"]> = {},
  ) {
    this.poses = poses;
    this.muscles = muscles;
    this.extras = { nodes: null, trail: null, ...extras };
    this.layers = layers;
    const terrain = poses[0]?.clip.terrain;
    this.relief = terrain ? new Relief(terrain) : null;
    this.object.add(...layers.map((layer) => layer.object));
    this.setTheme(theme);
    this.show(0);
  }

  /** Draw a moment; allocates nothing. */
  show(seconds: number): void {
    for (const pose of this.poses) pose.at(seconds);
    for (const layer of this.layers) layer.show(seconds);
  }

  setTheme(theme: Theme): void {
    for (const layer of this.layers) layer.setTheme(theme);
  }

  dispose(): void {
    for (const layer of this.layers) layer.dispose();
    this.relief?.dispose();
  }
}

/** One creature with everything round it: trail, pellets and, unless its trail has a colour of its own, a ring. */
export function wholeCast(clip: Clip, theme: Theme, trail?: TrailColour): Cast {
  const pose = new Pose(clip);
  const muscles = muscleLayer([pose], BY_FRICTION, theme);
  const nodes = nodeMarks(pose);
  const path = clip.frames > 1 ? trailLayer(pose, trail) : null;
  const layers = [nodeLayer([pose], BY_FRICTION), nodes, muscles, pelletLayer(clip)];
  if (path) layers.push(path);
  if (path && !trail) layers.push(selectionLayer(pose));
  return new Cast([pose], muscles, layers, theme, { nodes, trail: path });
}

/** One creature alone, in fewer triangles. */
export function smallCast(clip: Clip, theme: Theme): Cast {
  const pose = new Pose(clip);
  const muscles = muscleLayer([pose], BY_FRICTION, theme, 12);
  return new Cast([pose], muscles, [nodeLayer([pose], BY_FRICTION, 20), muscles], theme);
}
