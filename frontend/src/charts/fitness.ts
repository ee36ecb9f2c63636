/** The fitness chart: highest, mean, median, worst, the middle half, and the score of the champion in unseen trials. */

import type uPlot from "uplot";
import type { GenerationStats } from "../generated/api";
import { score } from "../panels/format";
import { type EndLabel, labelRoom } from "./end-labels";
import { line, type Picture } from "./generation-plot";
import { token } from "./tokens";

type Figure = "best" | "mean" | "median" | "worst" | "held_out_mean" | "quartile_low" | "quartile_high";

const DRAWN: Figure[] = ["quartile_high", "quartile_low", "worst", "median", "mean", "held_out_mean", "best"];

/**
 * @param axis name of the vertical axis, with its unit
 * @param heldOut whether champions were also scored in layouts that selection never sees
 */
export function fitnessPicture(axis: string, heldOut: boolean): Picture {
  const drawn = heldOut ? DRAWN : DRAWN.filter((figure) => figure !== "held_out_mean");
  return {
    axis,
    labelRoom: labelRoom(["highest", heldOut ? "champion" : "median"]),
    words(generations) {
      const last = generations.at(-1);
      if (!last) return "Fitness by generation";
      const held = heldOut ? `, champion ${score(last.held_out_mean)}` : "";
      return `Fitness by generation: highest ${score(last.best)}${held}, mean ${score(last.mean)} in generation ${last.number}`;
    },
    data: (generations) => [
      generations.map(({ number }) => number),
      ...drawn.map((figure) => generations.map((stats) => stats[figure])),
    ],
    series: () => drawn.map(seriesOf),
    bands: () => [{ series: [1, 2], fill: `color-mix(in srgb, ${token("accent")} 13%, transparent)` }],
    range: (low, high) => [Math.min(0, low), Math.max(high * 1.06, 1e-6)],
    labels(plot, generations) {
      const last = generations.at(-1)!;
      return [
        ...labelOf(plot, last, "best", "highest", "accent"),
        ...labelOf(plot, last, "mean", "mean", "text"),
        ...labelOf(plot, last, "median", "median", "text-2"),
        ...labelOf(plot, last, "worst", "worst", "text-3"),
        ...(heldOut ? labelOf(plot, last, "held_out_mean", "champion", "c2") : []),
      ];
    },
  };
}

function seriesOf(figure: Figure): uPlot.Series {
  switch (figure) {
    case "worst":
      return line(token("text-3"), 1, [1, 3]);
    case "median":
      return line(token("text-2"), 1.25, [5, 4]);
    case "mean":
      return line(token("text"), 1.5);
    case "held_out_mean":
      return line(token("c2"), 1.5);
    case "best":
      return line(token("accent"), 2.25); // not in steps: the last one would end beside its dot
    default:
      return { stroke: "transparent", points: { show: false } };
  }
}

/** The label at a curve's end; none where nobody was in play. */
function labelOf(
  plot: uPlot,
  last: GenerationStats,
  figure: Figure,
  name: string,
  colour: string,
): EndLabel[] {
  const value = last[figure];
  if (value === null) return [];
  return [{ text: `${name} ${score(value)}`, colour: token(colour), y: plot.valToPos(value, "y", true) }];
}
