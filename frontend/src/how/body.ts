/** A body: its parts by name, and the same creature on other grounds and with other muscles. */

import { el, write } from "../panels/dom";
import { decimal } from "../panels/format";
import type { Pose } from "../viewer/pose";
import { slider } from "./controls";
import { partWords } from "./parts";
import type { Scenes } from "./scenes";
import { howStage, NEAR } from "./stage";

const HINT = "Point at a part to see what it is";

export function bodyScene({ frictions, home, stiffnesses, clips }: Scenes["body"]): HTMLElement {
  const stage = howStage("A creature of nodes and muscles, moving");
  const result = el("p", { class: "how-result num", role: "status" });
  let pose: Pose | null = null;
  const show = (): void => {
    const clip = clips[friction.value()]![stiffness.value()]!;
    pose = stage.show(clip, NEAR).poses[0]!;
    const metres = decimal(clip.parts.distance ?? clip.fitness, 1);
    write(result, `On this ground and with these muscles it gets ${metres} m far in 6 s.`);
  };
  const middle = { friction: frictions.indexOf(home), stiffness: stiffnesses.indexOf(1) };
  const friction = slider({
    label: "Grip of the ground",
    min: 0,
    max: frictions.length - 1,
    step: 1,
    value: middle.friction,
    words: (i) => `${frictions[i]}${i === middle.friction ? ", as it evolved" : i === 0 ? ", like ice" : ""}`,
    change: show,
  });
  const stiffness = slider({
    label: "Stiffness of the muscles",
    min: 0,
    max: stiffnesses.length - 1,
    step: 1,
    value: middle.stiffness,
    words: (i) => (i === middle.stiffness ? "as it evolved" : `${stiffnesses[i]} times as stiff`),
    change: show,
  });
  write(stage.chip, HINT);
  stage.canvas.addEventListener("pointermove", (event) => {
    const found = stage.view.pickAt(event);
    write(stage.chip, pose && found ? partWords(pose, found) : HINT);
  });
  stage.canvas.addEventListener("pointerleave", () => write(stage.chip, HINT));
  show();
  return el(
    "div",
    {},
    stage.root,
    el("div", { class: "how-controls" }, friction.root, stiffness.root, result),
  );
}
