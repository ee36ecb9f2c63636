/** Numbers over the racers' heads. */

import { type Camera, Vector3 } from "three";
import { el } from "../panels/dom";
import type { Pose } from "../viewer/pose";
import type { Racer } from "./entry";

/** m */
const ABOVE = 0.25;
/** px; labels nearer to one another than this are stacked */
const WIDTH = 46;
const HEIGHT = 23;

export interface RaceLabels {
  root: HTMLElement;
  /** Put every number over its racer, as the camera sees it. */
  place(camera: Camera): void;
}

export function raceLabels(racers: Racer[], poses: Pose[]): RaceLabels {
  const labels = racers.map(({ mark, colour }) => {
    const label = el("span", { class: "race-label num" }, el("i", { class: "swatch" }), mark);
    label.style.setProperty("--colour", colour);
    return label;
  });
  const root = el("div", { class: "race-labels", "aria-hidden": "true" }, ...labels);
  const point = new Vector3();
  const places = poses.map(() => ({ x: 0, y: 0 }));
  return {
    root,
    place(camera) {
      const { clientWidth, clientHeight } = root;
      for (const [i, pose] of poses.entries()) {
        point.set(pose.centre[0]!, top(pose) + ABOVE, pose.centre[2]!).project(camera);
        places[i]!.x = 0.5 * (1 + point.x) * clientWidth;
        places[i]!.y = Math.max(HEIGHT, 0.5 * (1 - point.y) * clientHeight);
      }
      stack(places);
      for (const [i, { x, y }] of places.entries()) {
        labels[i]!.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px) translate(-50%, -100%)`;
      }
    },
  };
}

/** Lift labels that would cover one before them; earlier generations keep their place. */
export function stack(places: { x: number; y: number }[]): void {
  for (const [i, place] of places.entries()) {
    for (const other of places.slice(0, i).sort((a, b) => b.y - a.y)) {
      const covers = Math.abs(place.x - other.x) < WIDTH && Math.abs(place.y - other.y) < HEIGHT;
      if (covers) place.y = other.y - HEIGHT;
    }
  }
}

function top({ clip, nodes }: Pose): number {
  let highest = 0;
  for (let node = 0; node < clip.nodes; node++) {
    highest = Math.max(highest, nodes[3 * node + 1]! + clip.radius[node]!);
  }
  return highest;
}
