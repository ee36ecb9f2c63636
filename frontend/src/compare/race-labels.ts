/** Generation numbers over the racers' heads. */

import { type Camera, Vector3 } from "three";
import { el } from "../panels/dom";
import { count } from "../panels/format";
import type { Pose } from "../viewer/pose";
import { type Entry, orderedCss } from "./entry";

/** m */
const ABOVE = 0.25;

export interface RaceLabels {
  root: HTMLElement;
  /** Put every number over its racer, as the camera sees it. */
  place(camera: Camera): void;
}

export function raceLabels(entries: Entry[], poses: Pose[]): RaceLabels {
  const labels = entries.map(({ stats }, i) => {
    const label = el("span", { class: "race-label num" }, el("i", { class: "swatch" }), count(stats.number));
    label.style.setProperty("--colour", orderedCss(i, entries.length));
    return label;
  });
  const root = el("div", { class: "race-labels", "aria-hidden": "true" }, ...labels);
  const point = new Vector3();
  return {
    root,
    place(camera) {
      for (const [i, pose] of poses.entries()) {
        point.set(pose.centre[0]!, top(pose) + ABOVE, pose.centre[2]!).project(camera);
        labels[i]!.style.left = `${50 * (1 + point.x)}%`;
        labels[i]!.style.top = `${50 * (1 - point.y)}%`;
      }
    },
  };
}

function top({ clip, nodes }: Pose): number {
  let highest = 0;
  for (let node = 0; node < clip.nodes; node++) {
    highest = Math.max(highest, nodes[3 * node + 1]! + clip.radius[node]!);
  }
  return highest;
}
