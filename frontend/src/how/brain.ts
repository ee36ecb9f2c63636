/** A brain at work: what it senses, thinks and tells the muscles, beside the creature that it is in. */

import { el, svgElement, write } from "../panels/dom";
import { activationsAt } from "./activity";
import type { Scenes } from "./scenes";
import { howStage, NEAR } from "./stage";

const SENSES: Record<string, string> = {
  target: "Where to",
  motion: "Own motion",
  distance: "How far",
  clock: "Clock",
  strain: "Muscle lengths",
  velocity: "Node speeds",
  ground: "Touch of ground",
  bias: "Always on",
};
const WIDTH = 340;
const HEIGHT = 190;
const COLUMNS = [112, 210, 276];
const LEAST_WEIGHT = 0.1;

export function brainScene({ senses, outputs, clip }: Scenes["brain"]): HTMLElement {
  const stage = howStage("A creature driven by a small net, moving");
  const graph = svgElement("svg", {
    class: "how-brain",
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    role: "img",
    "aria-label": `A net of ${Object.keys(senses).length} senses, ${outputs.length} hidden neurons and ${clip.muscles} muscles`,
  });
  const names = Object.keys(senses);
  const columns = [names.length, outputs.length, clip.muscles].map((count, i) => column(COLUMNS[i]!, count));
  const [inputs, hidden, muscles] = columns as [Point[], Point[], Point[]];
  names.forEach((name, i) => {
    senses[name]!.forEach((weight, h) => {
      graph.append(...link(inputs[i]!, hidden[h]!, weight));
    });
    graph.append(words(inputs[i]!, SENSES[name] ?? name, "end", -10));
  });
  outputs.forEach((row, h) => {
    row.forEach((weight, m) => {
      graph.append(...link(hidden[h]!, muscles[m]!, weight));
    });
  });
  muscles.forEach((point, i) => {
    graph.append(words(point, `Muscle ${i + 1}`, "start", 10));
  });
  const dots = columns.flat().map((point) => dot(point));
  graph.append(...dots.map(({ root }) => root));
  write(stage.chip, "Orange: positive · blue: negative");
  const values = new Float32Array(dots.length);
  stage.view.playback.onChange(() => {
    activationsAt(clip, names, stage.view.playback.seconds, values);
    dots.forEach((one, i) => {
      one.show(values[i]!);
    });
  });
  stage.show(clip, NEAR);
  return el("div", {}, stage.root, graph);
}

interface Point {
  x: number;
  y: number;
}

function column(x: number, count: number): Point[] {
  const gap = Math.min(26, (HEIGHT - 20) / Math.max(count - 1, 1));
  return Array.from({ length: count }, (_, i) => ({ x, y: HEIGHT / 2 + gap * (i - (count - 1) / 2) }));
}

function link(from: Point, to: Point, weight: number): SVGElement[] {
  if (Math.abs(weight) < LEAST_WEIGHT) return [];
  const line = svgElement("line", { x1: from.x, y1: from.y, x2: to.x, y2: to.y });
  line.setAttribute("class", weight > 0 ? "how-plus" : "how-minus");
  line.setAttribute("stroke-width", (2.4 * Math.min(Math.abs(weight), 1)).toFixed(1));
  return [line];
}

function words({ x, y }: Point, text: string, anchor: string, away: number): SVGElement {
  const label = svgElement("text", { x: x + away, y: y + 4, "text-anchor": anchor });
  label.textContent = text;
  return label;
}

/** A neuron: the more it is filled the more active it is. */
function dot({ x, y }: Point): { root: SVGElement; show(value: number): void } {
  const fill = svgElement("circle", { cx: x, cy: y, r: 5.5, "fill-opacity": 0 });
  const root = svgElement("g", { class: "how-neuron" });
  root.append(svgElement("circle", { cx: x, cy: y, r: 6.5 }), fill);
  return {
    root,
    show(value) {
      fill.setAttribute("class", value < 0 ? "how-minus" : "how-plus");
      fill.setAttribute("fill-opacity", Math.abs(value).toFixed(2));
    },
  };
}
