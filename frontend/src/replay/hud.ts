/** Figures and legends that lie over the picture. */

import type { Clip } from "../api/clip";
import { el, write } from "../panels/dom";
import { decimal, score } from "../panels/format";
import { distanceAt, scoreAt, speedAt } from "../viewer/measures";

export interface Hud {
  root: HTMLElement;
  update(frame: number): void;
}

/** Fitness, distance and speed at the moment shown. */
export function hud(clip: Clip): Hud {
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
    update(frame) {
      const seconds = frame / clip.hz;
      write(fitness!, score(scoreAt(clip, seconds)));
      write(distance!, `${decimal(distanceAt(clip, seconds), 1)} m`);
      write(speed!, `${decimal(speedAt(clip, seconds), 2)} m/s`);
    },
  };
}

export interface Legends {
  root: HTMLElement;
  /** Say what the muscles' colours mean now. @param hz lowest and highest frequency; null: their length */
  muscles(hz: [number, number] | null): void;
}

/** What the colours of muscles and nodes mean. */
export function legends(): Legends {
  const length = legend("Muscle length", "length", "+40 %", "rest", "−40 %");
  const friction = legend("Node friction", "friction", "0.1 glossy", "1 matte");
  const root = el("div", { class: "legends" }, length, friction);
  return {
    root,
    muscles(hz) {
      const marks = hz?.map((value) => `${decimal(value, 2)} Hz`);
      root.firstElementChild!.replaceWith(marks ? legend("Muscle frequency", "amount", ...marks) : length);
    },
  };
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
