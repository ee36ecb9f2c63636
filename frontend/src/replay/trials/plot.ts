/** A strip plot: a row a physics rate, a dot a start, the middle half and the median. */

import type { CreatureTest } from "../../generated/api";
import { svgElement } from "../../panels/dom";
import { score } from "../../panels/format";

const WIDTH = 320;
const ROW = 26;
const LEFT = 52;
const RIGHT = 8;
const RADIUS = 2.2;
/** how far dots are moved up and down, so that equal ones are seen */
const SPREAD = 7;

/** The plot of a test; its width is its place's. */
export function stripPlot(test: CreatureTest): SVGSVGElement {
  const all = test.rates.flatMap(({ scores }) => scores);
  const low = Math.min(0, ...all);
  const high = Math.max(...all, low + 1e-6);
  const x = (value: number): number => LEFT + ((value - low) / (high - low)) * (WIDTH - LEFT - RIGHT);
  const height = ROW * test.rates.length + 16;
  const svg = svgElement("svg", {
    class: "strip-plot",
    viewBox: `0 0 ${WIDTH} ${height}`,
    role: "img",
    "aria-label": `Scores by physics rate: ${inWords(test)}`,
  });
  test.rates.forEach((rate, row) => {
    const y = ROW * (row + 0.5);
    svg.append(
      words(`${rate.hz} Hz`, { x: LEFT - 8, y: y + 4, "text-anchor": "end" }),
      svgElement("path", { class: "strip-line", d: `M${LEFT} ${y}H${WIDTH - RIGHT}` }),
      svgElement("rect", {
        class: "strip-half",
        x: x(rate.lower_quartile),
        y: y - 9,
        width: Math.max(x(rate.upper_quartile) - x(rate.lower_quartile), 1),
        height: 18,
      }),
      ...rate.scores.map((value, i) =>
        svgElement("circle", { class: "strip-dot", cx: x(value), cy: y + lane(i), r: RADIUS }),
      ),
      svgElement("path", { class: "strip-median", d: `M${x(rate.median)} ${y - 10}V${y + 10}` }),
    );
  });
  svg.append(
    words(score(low), { x: LEFT, y: height - 3, "text-anchor": "start" }),
    words(score(high), { x: WIDTH - RIGHT, y: height - 3, "text-anchor": "end" }),
  );
  return svg;
}

/** How far the i-th dot stands above or below its row's line: the same start always as far. */
function lane(i: number): number {
  return (((i * 7) % 15) / 7 - 1) * SPREAD;
}

function words(text: string, attributes: Record<string, string | number>): SVGTextElement {
  const element = svgElement("text", attributes);
  element.textContent = text;
  return element;
}

/** "median 44.9 at 240 Hz, 44.6 at 480 Hz, 44.1 at 960 Hz, over 64 starts". */
export function inWords({ rates, starts }: CreatureTest): string {
  const medians = rates.map(({ median, hz }) => `${score(median)} at ${hz} Hz`);
  return `median ${medians.join(", ")}, over ${starts} starts`;
}
