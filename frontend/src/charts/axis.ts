/** How every chart's axes look. */

import type uPlot from "uplot";
import { decimal } from "../panels/format";
import { tickFont, token } from "./tokens";

/** An axis without its grid, in the colours of the present theme. */
export function plainAxis(): uPlot.Axis {
  return {
    stroke: token("text-3"),
    font: tickFont(),
    labelFont: tickFont(),
    labelSize: 16,
    ticks: { show: false },
  };
}

/** The horizontal hairlines that go with it. */
export function hairlines(): uPlot.Axis.Grid {
  return { stroke: token("border"), width: 1 };
}

const MOST_DIGITS = 4;

/** The marks of one axis, all with as many decimals as the mark needs that needs most: 10.0, 7.5, 5.0. */
export function alike(marks: number[]): string[] {
  const digits = marks.reduce((so, mark) => Math.max(so, digitsOf(mark)), 0);
  return marks.map((mark) => decimal(mark, digits));
}

/** Decimals that a mark needs; the plot's own marks come with an error of rounding. */
function digitsOf(mark: number): number {
  const near = 1e-9 * Math.max(1, Math.abs(mark));
  let digits = 0;
  while (digits < MOST_DIGITS && Math.abs(mark - Number(mark.toFixed(digits))) > near) digits++;
  return digits;
}
