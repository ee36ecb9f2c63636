/** What a family graph stands in: tools above it, the legend and its words below, the chosen creature beside it. */

import { el, icon, svgElement } from "../panels/dom";
import { score } from "../panels/format";
import type { Family } from "./family";
import type { Graph } from "./graph";

const STEP = 1.4;

/** @param tools what the view adds to the buttons for zooming */
export function frame(
  graph: Graph,
  tools: HTMLElement[],
  below: HTMLElement[],
  side: HTMLElement,
): HTMLElement {
  const button = (name: string, label: string, act: () => void) =>
    el(
      "button",
      { class: "btn btn-bare btn-icon", type: "button", "aria-label": label, title: label, onclick: act },
      icon(name),
    );
  const zoom = el(
    "div",
    { class: "kin-zoom" },
    button("dash-lg", "Zoom out (−)", () => graph.zoomBy(1 / STEP)),
    button("plus-lg", "Zoom in (+)", () => graph.zoomBy(STEP)),
    button("arrows-fullscreen", "Show all (0)", () => graph.fit()),
  );
  const head = el("div", { class: "kin-tools" }, ...tools, zoom);
  const axis = el("p", { class: "kin-axis", "aria-hidden": "true" }, "generation of birth");
  const main = el("section", { class: "panel kin-main" }, head, graph.root, axis, ...below);
  return el("div", { class: "kin-body" }, main, side);
}

const SHAPES: [operator: string, label: string, path: string][] = [
  ["mutation", "mutation", "M1 6a5 5 0 1 0 10 0a5 5 0 1 0 -10 0"],
  ["crossover", "crossover", "M6 0.5L11.5 6L6 11.5L0.5 6Z"],
  ["migration", "migrant", "M2 1L11 6L2 11Z"],
  ["random", "random", "M1.5 1.5h9v9h-9Z"],
  ["import", "founder", "M1.5 1.5h9v9h-9Z"],
];

/** What colours and shapes mean; shapes of those operators that there are. */
export function legend(family: Family, colours: HTMLElement): HTMLElement {
  const there = new Set(family.operators);
  const shapes = SHAPES.filter(([operator]) => there.has(operator)).map(([, label, path]) => {
    const svg = svgElement("svg", { class: "kin-shape", viewBox: "0 0 12 12", "aria-hidden": "true" });
    svg.append(svgElement("path", { d: path }));
    return el("span", {}, svg, label);
  });
  return el("div", { class: "kin-legend small num" }, colours, ...shapes);
}

/** The two ends of the scale of fitness. */
export function fitnessSpan(family: Family): [low: number, high: number] {
  return family.fitness.reduce<[number, number]>(
    ([low, high], fitness) => [Math.min(low, fitness), Math.max(high, fitness)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
}

/** Place of a fitness on its scale, 0..1. */
export function shareOf(fitness: number, [low, high]: [number, number]): number {
  return high > low ? (fitness - low) / (high - low) : 1;
}

/** The scale of fitness in the legend. */
export function fitnessScale([low, high]: [number, number], unit: string): HTMLElement {
  return el(
    "span",
    { class: "kin-scale" },
    `fitness at birth, ${unit}`,
    el("span", {}, score(low)),
    el("i", { class: "scale-heat" }),
    el("span", {}, score(high)),
  );
}

/** Creatures as a list that is written when somebody opens it. */
export function familyList(
  title: string,
  family: Family,
  places: number[],
  choose: (place: number) => void,
): HTMLElement {
  const list = el("ol", { class: "kin-list num" });
  const details = el("details", { class: "kin-lists" }, el("summary", {}, title), list);
  details.addEventListener("toggle", () => {
    if (list.childElementCount > 0) return;
    list.append(
      ...places.map((place) => {
        const words = `creature ${family.names[place]}, generation ${family.born[place]}, fitness ${score(family.fitness[place]!)}, ${family.operators[place]}`;
        return el(
          "li",
          {},
          el("button", { class: "btn btn-bare", type: "button", onclick: () => choose(place) }, words),
        );
      }),
    );
  });
  return details;
}
