/** Distributions over generations as heat strips with axes: where scores lie, and how large bodies are. */

import type uPlot from "uplot";
import type { GenerationStats } from "../generated/api";
import { decimal, plural, score } from "../panels/format";
import { labelRoom } from "./end-labels";
import { line, type Picture, whole } from "./generation-plot";
import { columnsOf, heatStrip, painted, shares, stripSpan } from "./heat";
import { token } from "./tokens";

/** Share of the population of one size that is drawn in the strongest colour. */
const FULL = 0.8;

/** "middle half 3.1 to 7.9, of −0.2 to 12.4" */
export function distributionWords(stats: GenerationStats): string {
  const { quartile_low: low, quartile_high: high, worst, best } = stats;
  return `middle half ${score(low)} to ${score(high)}, of ${score(worst)} to ${score(best)}`;
}

/** Where scores lie; the median as a line. @param axis name of the vertical axis, with its unit */
export function distributionPicture(axis: string): Picture {
  return strip({
    axis,
    name: "median",
    words: (stats) => `Distribution of fitness by generation: ${distributionWords(stats)}`,
    value: ({ median }) => median,
    shown: score,
    span: stripSpan,
    paint: heatStrip,
    isSmooth: true,
  });
}

/** Mean number of nodes of a generation's bodies. */
export function meanNodes({ nodes }: GenerationStats): number {
  let bodies = 0;
  let sum = 0;
  for (const [size, creatures] of Object.entries(nodes)) {
    bodies += creatures;
    sum += Number(size) * creatures;
  }
  return bodies ? sum / bodies : 0;
}

/** "mean 5.4 nodes; 61 creatures of 5, 39 of 6" */
export function sizeWords(stats: GenerationStats): string {
  const sizes = Object.entries(stats.nodes).map(
    ([size, creatures]) => `${plural(creatures, "creature")} of ${size}`,
  );
  return `mean ${decimal(meanNodes(stats), 1)} nodes; ${sizes.join(", ")}`;
}

/** Sizes of bodies, in nodes: a row each; the mean as a line. */
export function sizePicture(): Picture {
  return strip({
    axis: "nodes of a body",
    name: "mean",
    words: (stats) => `Sizes of bodies by generation: ${sizeWords(stats)}`,
    value: meanNodes,
    shown: (value) => decimal(value, 1),
    span: sizeSpan,
    paint: (generations) => {
      const [low, high] = sizeSpan(generations);
      return painted(
        columnsOf(generations, ({ nodes }) =>
          shares(Float64Array.from({ length: high - low }, (_, row) => nodes[`${low + row + 0.5}`] ?? 0)),
        ),
        FULL,
      );
    },
    isSmooth: false,
    tick: whole,
  });
}

/** Half a node below the smallest body, and above the largest. */
export function sizeSpan(generations: GenerationStats[]): [low: number, high: number] {
  const sizes = generations.flatMap(({ nodes }) => Object.keys(nodes).map(Number));
  const least = sizes.reduce((so, size) => Math.min(so, size), Number.POSITIVE_INFINITY);
  const most = sizes.reduce((so, size) => Math.max(so, size), 0);
  return most ? [least - 0.5, most + 0.5] : [0, 1];
}

interface Strip {
  axis: string;
  /** of the line */
  name: string;
  words(last: GenerationStats): string;
  value(stats: GenerationStats): number | null;
  shown(value: number): string;
  /** what lies at the lower and upper edge */
  span(generations: GenerationStats[]): [number, number];
  paint(generations: GenerationStats[]): HTMLCanvasElement | null;
  /** whether rows run into each other */
  isSmooth: boolean;
  tick?: (mark: number) => string;
}

function strip({ axis, name, words, value, shown, span, paint, isSmooth, tick }: Strip): Picture {
  let edges: [number, number] = [0, 1];
  let image: HTMLCanvasElement | null = null;
  return {
    axis,
    labelRoom: labelRoom([name]),
    words(generations) {
      const last = generations.at(-1);
      return last ? words(last) : axis;
    },
    data(generations) {
      edges = span(generations);
      image = paint(generations);
      const values = generations.map(value);
      return [generations.map(({ number }) => number), values, values];
    },
    series: () => [line(token("surface"), 4), line(token("text"), 1.5)], // it is seen on the strongest colour too
    ...(tick ? { tick } : {}),
    range: () => edges,
    under(plot, generations) {
      if (image) drawStrip(plot, image, generations, edges, isSmooth);
    },
    labels(plot, generations) {
      const last = value(generations.at(-1)!);
      if (last === null) return [];
      const y = plot.valToPos(last, "y", true);
      return [{ text: `${name} ${shown(last)}`, colour: token("text"), ink: token("text-2"), y }];
    },
  };
}

/** The picture between the axes: each generation's column stands about its mark. */
function drawStrip(
  plot: uPlot,
  image: HTMLCanvasElement,
  generations: GenerationStats[],
  [low, high]: [number, number],
  isSmooth: boolean,
): void {
  const { ctx, bbox } = plot;
  const x = (generation: number) => plot.valToPos(generation, "x", true);
  const y = (at: number) => plot.valToPos(at, "y", true);
  const [left, right] = [x(generations[0]!.number - 0.5), x(generations.at(-1)!.number + 0.5)];
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.imageSmoothingEnabled = isSmooth && image.width > right - left;
  ctx.drawImage(image, left, y(high), right - left, y(low) - y(high));
  ctx.restore();
}
