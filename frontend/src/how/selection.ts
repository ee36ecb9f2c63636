/** Selection and variation: who of a generation stays, and what a child has from its parent and what not. */

import { el } from "../panels/dom";
import { count, decimal } from "../panels/format";
import type { Scenes } from "./scenes";
import { smallOnes } from "./small";

export function selectionScene(scenes: Scenes): HTMLElement {
  const ones = scenes.selection.map(({ rank, survives, clip }) => ({
    clip,
    label: `Creature of rank ${rank}, ${survives ? "stays" : "culled"}`,
    faded: !survives,
    caption: el(
      "figcaption",
      { class: "num" },
      el("b", {}, `${count(rank)}.`),
      ` ${decimal(clip.fitness, 1)} m`,
      el("span", { class: "faint" }, survives ? "stays" : "culled"),
    ),
  }));
  return smallOnes(ones, "creatures of generation 0");
}

export function variationScene({ variation: { parent, child, changes } }: Scenes): HTMLElement {
  const one = (name: string, clip: typeof parent) => ({
    clip,
    label: `${name} ${clip.creature}, moving`,
    caption: el("figcaption", { class: "num" }, el("b", {}, name), ` ${decimal(clip.fitness, 1)} m`),
  });
  const list = el("ul", { class: "how-changes num" }, ...changes.map((words) => el("li", {}, words)));
  return el(
    "div",
    { class: "how-variation" },
    smallOnes([one("Parent", parent), one("Child", child)], "parent and child"),
    el("div", {}, el("h3", {}, "What changed"), list),
  );
}
