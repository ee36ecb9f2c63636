/** A muscle's spindle through a clip as translations, turns and scales, which is all that animation formats know. */

import { Matrix4, Quaternion, Vector3 } from "three";
import type { Clip } from "../api/clip";
import { writeSpindle } from "../viewer/muscles";
import { Pose } from "../viewer/pose";

export interface SpindleTrack {
  /** [frames · 3] m */
  translation: Float32Array;
  /** [frames · 4] x, y, z, w */
  rotation: Float32Array;
  /** [frames · 3] */
  scale: Float32Array;
}

/** [frames · 3] m for each node: where it is. */
export function nodeTracks(clip: Clip): Float32Array[] {
  const tracks = Array.from({ length: clip.nodes }, () => new Float32Array(3 * clip.frames));
  const pose = new Pose(clip);
  for (let frame = 0; frame < clip.frames; frame++) {
    pose.at(frame / clip.hz);
    tracks.forEach((track, node) => {
      track.set(pose.nodes.subarray(3 * node, 3 * node + 3), 3 * frame);
    });
  }
  return tracks;
}

/**
 * The tracks of all muscles of a clip. A spindle is round, so how it is rolled shows nowhere: from frame to frame it
 * turns the shortest way, and what lies between two frames is a spindle from node to node as well.
 */
export function spindleTracks(clip: Clip): SpindleTrack[] {
  const pose = new Pose(clip);
  const tracks = Array.from({ length: clip.muscles }, () => emptyTrack(clip.frames));
  const turns = tracks.map(() => new Quaternion());
  const along = tracks.map(() => new Vector3(0, 1, 0));
  for (let frame = 0; frame < clip.frames; frame++) {
    pose.at(frame / clip.hz);
    tracks.forEach((track, muscle) => {
      writeFrame(track, frame, pose, muscle, turns[muscle]!, along[muscle]!);
    });
  }
  return tracks;
}

function emptyTrack(frames: number): SpindleTrack {
  return {
    translation: new Float32Array(3 * frames),
    rotation: new Float32Array(4 * frames),
    scale: new Float32Array(3 * frames),
  };
}

const matrix = new Matrix4();
const axes = [new Vector3(), new Vector3(), new Vector3()] as const;
const arc = new Quaternion();

/** @param turn from the last frame, and turned on; @param along the axis it had there, and gets here */
function writeFrame(
  { translation, rotation, scale }: SpindleTrack,
  frame: number,
  pose: Pose,
  muscle: number,
  turn: Quaternion,
  along: Vector3,
): void {
  writeSpindle(matrix.elements, 0, pose, muscle);
  matrix.extractBasis(...axes);
  const thick = axes[0].length();
  const span = axes[1].length();
  axes[1].normalize();
  turn.premultiply(arc.setFromUnitVectors(along, axes[1])).normalize();
  along.copy(axes[1]);
  translation.set(matrix.elements.slice(12, 15), 3 * frame);
  turn.toArray(rotation as unknown as number[], 4 * frame);
  scale.set([thick, span, thick], 3 * frame);
}
