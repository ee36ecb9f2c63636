/** Best and mean of a run in a few pixels. */

import { svgElement } from "../panels/dom";

export interface Spark {
  best: number[];
  mean: number[];
}

const WIDTH = 120;
const HEIGHT = 28;
const EDGE = 3;

/** Path of values from left to right; `share` of the width is filled, as the run is that far. */
export function sparkPath(values: number[], low: number, high: number, share: number): string {
  const span = high - low || 1;
  const step = values.length > 1 ? ((WIDTH - 2 * EDGE) * share) / (values.length - 1) : 0;
  return values
    .map((value, i) => {
      const y = HEIGHT - EDGE - ((value - low) / span) * (HEIGHT - 2 * EDGE);
      return `${i === 0 ? "M" : "L"}${(EDGE + i * step).toFixed(1)} ${y.toFixed(1)}`;
    })
    .join("");
}

/** A sparkline; null where there is nothing to draw. */
export function sparkline(spark: Spark, share: number): SVGSVGElement | null {
  if (spark.best.length === 0) return null;
  const low = Math.min(0, ...spark.mean);
  const high = Math.max(...spark.best, low);
  const svg = svgElement("svg", {
    class: "spark",
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    role: "img",
    "aria-label": "Best and mean fitness by generation",
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
