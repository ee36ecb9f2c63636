/**
 * A race of clips on one ground. The creatures never met: each is drawn from the same start in a lane of its own,
 * turned so that its way leads to the right.
 */

import { type Color, Mesh, MeshBasicMaterial, PlaneGeometry } from "three";
import type { Clip, Terrain } from "../api/clip";
import { Cast } from "./cast";
import type { Layer } from "./layer";
import { ALONG_X } from "./measures";
import { muscleLayer } from "./muscles";
import { nodeLayer, type Tint } from "./nodes";
import { type Placement, Pose } from "./pose";
import { heightAt, isSameAlongZ } from "./terrain";
import type { Theme } from "./theme";
import { smoothed, type Watched } from "./track";
import { trailLayer } from "./trail";

/** m */
const LANE = 1.7;
/** m beyond the outermost centres, so that bodies fit the picture */
const ROOM = 2.2;
/** lanes nearer to the camera spread further over the picture */
const NEARER_LANES = 1.12;
const LEAST_RADIUS = 2.6;
const FOCUS_HEIGHT = 0.75;
const BLUR_S = 0.6;
/** m before and behind, over which the height of the ground is averaged */
const ROUND = [-1.5, -1, -0.5, 0, 0.5, 1, 1.5];

/**
 * Where each of the clips is drawn, the first in the lane furthest from the camera. Ground that is not level stays
 * where it is, and so do those who move on it; only where it is the same all along z are they set apart.
 */
export function placements(clips: Clip[]): (Placement | null)[] {
  return clips.map((clip, i) => {
    const lane = LANE * (i - (clips.length - 1) / 2);
    if (!clip.terrain) return { turn: wayOf(clip), lane, from: [clip.centre[0]!, clip.centre[2]!] };
    return isSameAlongZ(clip.terrain) ? { turn: 0, lane, from: [0, clip.centre[2]!] } : null;
  });
}

/** rad about y from +x to where the clip's creature was furthest from its start; 0 where +x is what counts. */
export function wayOf({ centre, task, frames }: Clip): number {
  if (ALONG_X.includes(task)) return 0;
  let way = 0;
  let furthest = 0;
  for (let frame = 1; frame < frames; frame++) {
    const x = centre[3 * frame]! - centre[0]!;
    const z = centre[3 * frame + 2]! - centre[2]!;
    if (Math.hypot(x, z) <= furthest) continue;
    furthest = Math.hypot(x, z);
    way = Math.atan2(z, x);
  }
  return way;
}

/** The creatures of a race, each in a colour of its own. */
export function raceCast(
  clips: Clip[],
  theme: Theme,
  colourOf: (theme: Theme, creature: number) => Color,
): Cast {
  const places = placements(clips);
  const poses = clips.map((clip, i) => new Pose(clip, places[i]));
  const tint: Tint = (creature, now) => colourOf(now, creature);
  const muscles = muscleLayer(poses, tint, theme);
  const trails = poses.map((pose, creature) => trailLayer(pose, (now) => colourOf(now, creature)));
  return new Cast(
    poses,
    muscles,
    [nodeLayer(poses, tint), muscles, startLine(clips.length), ...trails],
    theme,
  );
}

function startLine(lanes: number): Layer {
  const material = new MeshBasicMaterial({ toneMapped: false, transparent: true, depthWrite: false });
  const line = new Mesh(new PlaneGeometry(0.06, LANE * (lanes + 0.6)).rotateX(-Math.PI / 2), material);
  line.position.y = 0.004;
  line.renderOrder = -2;
  return {
    object: line,
    show: () => {},
    setTheme: (theme) => {
      material.color.copy(theme.gridMajor);
    },
    dispose: () => {
      line.geometry.dispose();
      material.dispose();
    },
  };
}

/** Keeps the whole field in the picture: it looks at the middle of it and goes further away as it spreads. */
export class RaceTrack implements Watched {
  private readonly hz: number;
  /** [frames · 2] m, middle and half width of the field along x; the width never shrinks, so the camera rests */
  private readonly field: Float32Array;
  private readonly lanes: number;
  private readonly terrain: Terrain | undefined;

  constructor(poses: Pose[]) {
    this.hz = Math.max(...poses.map(({ clip }) => clip.hz));
    this.terrain = poses[0]?.clip.terrain;
    this.lanes = (LANE * (poses.length - 1)) / 2;
    const frames = Math.max(...poses.map(({ clip }) => (clip.frames * this.hz) / clip.hz));
    this.field = smoothed(fieldOf(poses, Math.ceil(frames), this.hz), 2, BLUR_S * this.hz);
  }

  focusAt(seconds: number, out: { set(x: number, y: number, z: number): unknown }): void {
    const x = this.at(seconds, 0);
    out.set(x, FOCUS_HEIGHT + this.groundAt(x), 0);
  }

  /** Mean height of the ground round x, m. */
  private groundAt(x: number): number {
    const { terrain } = this;
    if (!terrain) return 0;
    return ROUND.reduce((sum, away) => sum + heightAt(terrain, x + away, 0), 0) / ROUND.length;
  }

  headingAt(): number {
    return 0;
  }

  radiusAt(seconds: number, aspect: number): number {
    const along = (NEARER_LANES * (this.at(seconds, 1) + ROOM)) / Math.max(aspect, 0.5);
    return Math.max(LEAST_RADIUS, along, 0.55 * this.lanes + ROOM);
  }

  private at(seconds: number, column: number): number {
    const last = this.field.length / 2 - 1;
    const exact = Math.min(Math.max(seconds * this.hz, 0), last);
    const from = Math.floor(exact);
    const to = Math.min(from + 1, last);
    const a = this.field[2 * from + column]!;
    return a + (this.field[2 * to + column]! - a) * (exact - from);
  }
}

function fieldOf(poses: Pose[], frames: number, hz: number): Float32Array {
  const field = new Float32Array(2 * frames);
  let widest = 0;
  for (let frame = 0; frame < frames; frame++) {
    let low = Infinity;
    let high = -Infinity;
    for (const pose of poses) {
      pose.at(frame / hz);
      low = Math.min(low, pose.centre[0]!);
      high = Math.max(high, pose.centre[0]!);
    }
    widest = Math.max(widest, (high - low) / 2);
    field[2 * frame] = (low + high) / 2;
    field[2 * frame + 1] = widest;
  }
  return field;
}
