/** Figures and legends that lie over the picture. */

import type { Clip } from "../api/clip";
import { el, write } from "../panels/dom";
import { decimal, score } from "../panels/format";
import { distanceAt, scoreAt, speedAt } from "../viewer/measures";

export interface Hud {
  root: HTMLElement;
  update(clip: Clip, seconds: number): void;
}

/** Fitness, distance and speed at the moment shown. */
export function hud(): Hud {
  const rows = ["Fitness", "Distance", "Speed"].map((name) => ({
    name,
    value: el("dd", { class: "num" }, "–"),
  }));
  const root = el(
    "dl",
    { class: "hud", "data-testid": "hud" },
    ...rows.map(({ name, value }) => el("div", {}, el("dt", {}, name), value)),
  );
  const [fitness, distance, speed] = rows.map(({ value }) => value);
  return {
    root,
    update(clip, seconds) {
      write(fitness!, score(scoreAt(clip, seconds)));
      write(distance!, `${decimal(distanceAt(clip, seconds), 1)} m`);
      write(speed!, `${decimal(speedAt(clip, seconds), 2)} m/s`);
    },
  };
}

/** What the colours of muscles and nodes mean. */
export function legends(): HTMLElement {
  return el(
    "div",
    { class: "legends" },
    legend("Muscle length", "length", "+40 %", "rest", "−40 %"),
    legend("Node friction", "friction", "0.1 glossy", "1 matte"),
  );
}

function legend(title: string, scale: string, ...marks: string[]): HTMLElement {
  return el(
    "div",
    { class: "legend" },
    el("span", {}, title),
    el("i", { class: `scale-${scale}` }),
    el("div", { class: "num" }, ...marks.map((mark) => el("span", {}, mark))),
  );
}
