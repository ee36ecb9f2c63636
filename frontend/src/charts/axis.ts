/** How every chart's axes look. */

import type uPlot from "uplot";
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
