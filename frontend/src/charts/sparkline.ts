/** Highest and mean of a run in a few pixels. */

import { svgElement } from "../panels/dom";

type Values = (number | null)[];

export interface Spark {
  best: Values;
  mean: Values;
}

const WIDTH = 120;
const HEIGHT = 28;
const EDGE = 3;

/** Path of values from left to right, with gaps; `share` of the width is filled, as the run is that far. */
export function sparkPath(values: Values, low: number, high: number, share: number): string {
  const span = high - low || 1;
  const step = values.length > 1 ? ((WIDTH - 2 * EDGE) * share) / (values.length - 1) : 0;
  return values
    .map((value, i) => {
      if (value === null) return "";
      const y = HEIGHT - EDGE - ((value - low) / span) * (HEIGHT - 2 * EDGE);
      return `${(values[i - 1] ?? null) === null ? "M" : "L"}${(EDGE + i * step).toFixed(1)} ${y.toFixed(1)}`;
    })
    .join("");
}

/** A sparkline; null where there is nothing to draw. */
export function sparkline(spark: Spark, share: number): SVGSVGElement | null {
  const reached = spark.best.filter((value) => value !== null);
  if (reached.length === 0) return null;
  const low = Math.min(0, ...spark.mean.filter((value) => value !== null));
  const high = Math.max(...reached, low);
  const svg = svgElement("svg", {
    class: "spark",
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    role: "img",
    "aria-label": "Highest and mean fitness by generation",
  });
  const best = sparkPath(spark.best, low, high, share);
  svg.append(
    svgElement("path", { class: "axis", d: `M0 ${HEIGHT - 0.5}H${WIDTH}` }),
    svgElement("path", { class: "mean", d: sparkPath(spark.mean, low, high, share) }),
    svgElement("path", { class: "best", d: best }),
  );
  const [x, y] = (/([\d.]+) ([\d.]+)$/.exec(best) ?? []).slice(1);
  if (x && y) svg.append(svgElement("circle", { class: "now", cx: x, cy: y, r: 2.2 }));
  return svg;
}
