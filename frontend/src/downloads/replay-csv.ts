/** A replay as a table: a row for each frame of the clip, units in the names of its columns. */

import { type Activations, type Clip, FULL_ACTIVATION } from "../api/clip";
import { Pose } from "../viewer/pose";
import { BYTE_ORDER_MARK, line } from "./csv";

const AXES = ["x", "y", "z"];

/**
 * Time, centre of mass, score and its parts, where each node is, how long each muscle is from node to node, and, where
 * a net drives the creature, what it sensed, thought and told its muscles.
 */
export function replayCsv(clip: Clip): string {
  const lines = [BYTE_ORDER_MARK + line(columns(clip))];
  const pose = new Pose(clip);
  for (let frame = 0; frame < clip.frames; frame++) {
    pose.at(frame / clip.hz);
    lines.push(line(row(clip, pose, frame)));
  }
  return lines.join("");
}

function columns(clip: Clip): string[] {
  const each = (count: number, name: (i: number) => string[]): string[] =>
    Array.from({ length: count }, (_, i) => name(i)).flat();
  return [
    "time_s",
    ...AXES.map((axis) => `centre_${axis}_m`),
    "score",
    ...(clip.partScores?.names.map((name) => `part_${name}`) ?? []),
    ...each(clip.nodes, (node) => AXES.map((axis) => `node_${node}_${axis}_m`)),
    ...each(clip.muscles, (muscle) => [`muscle_${muscle}_length_m`]),
    ...(clip.activations ? netColumns(clip.activations, clip.muscles) : []),
  ];
}

function netColumns(net: Activations, muscles: number): string[] {
  const numbered = (name: string, count: number): string[] =>
    Array.from({ length: count }, (_, i) => `${name}_${i}`);
  return [
    ...Object.entries(net.senses).flatMap(([sense, width]) => numbered(`sense_${sense}`, width)),
    ...numbered("hidden", net.hiddenCount),
    ...numbered("output_to_muscle", muscles),
  ];
}

function row(clip: Clip, pose: Pose, frame: number): number[] {
  const { centre, score, activations, partScores } = clip;
  return [
    rounded(frame / clip.hz),
    ...centre.subarray(3 * frame, 3 * frame + 3),
    score[frame]!,
    ...(partScores?.values.subarray(partScores.names.length * frame, partScores.names.length * (frame + 1)) ??
      []),
    ...Array.from(pose.nodes, rounded),
    ...Array.from(pose.lengths, rounded),
    ...(activations ? netRow(activations, clip.frames, frame) : []),
  ];
}

function netRow(net: Activations, frames: number, frame: number): number[] {
  const at = (values: Int8Array, scale: number): number[] => {
    const width = values.length / frames;
    return Array.from(values.subarray(width * frame, width * (frame + 1)), (v) =>
      rounded((v * scale) / FULL_ACTIVATION),
    );
  };
  return [...at(net.inputs, 1), ...at(net.hidden, net.hiddenScale), ...at(net.outputs, 1)];
}

/** To a millionth: positions are known to the thousandth, and float32 says no more than this of them. */
function rounded(value: number): number {
  return Number(value.toFixed(6));
}
