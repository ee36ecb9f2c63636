/** Fitness over time, one clock with the scrub bar, and what the fitness is made of. */

import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { type Clip, durationOf } from "../api/clip";
import { hairlines, plainAxis } from "../charts/axis";
import { token } from "../charts/tokens";
import { el } from "../panels/dom";
import { decimal, score } from "../panels/format";
import { scoreUnit } from "../panels/tiles";
import { scoreAt } from "../viewer/measures";
import type { Playback } from "../viewer/playback";
import { onThemeChange } from "../viewer/theme";
import { partsList } from "./parts";

const HEIGHT = 150;

/** The panel of a clip's score, until the page is left; a click in the chart goes to that moment. */
export function scorePanel(clip: Clip, playback: Playback, left: AbortSignal): HTMLElement {
  const chart = el("div", { class: "score-chart", role: "img", "aria-label": "Fitness over time" });
  const end = el("span", { class: "push num" }, el("b", {}, score(clip.fitness)), " at the end");
  const title = el(
    "h2",
    {},
    "Fitness ",
    el("span", { class: "unit" }, `${scoreUnit(clip.task)}, by seconds`),
  );
  const now = el("i", { class: "score-now" });
  const place = (plot: uPlot): void => {
    const share = playback.duration ? playback.seconds / playback.duration : 0;
    now.style.setProperty("--share", `${share}`);
    const top = plot.valToPos(scoreAt(clip, playback.seconds), "y");
    now.style.setProperty("--top", `${top}px`);
  };
  let plot = draw(chart, clip, now, place);
  playback.onChange(() => place(plot));
  const sizes = new ResizeObserver(() => plot.setSize({ width: chart.clientWidth, height: HEIGHT }));
  sizes.observe(chart);
  const stopListening = onThemeChange(() => {
    plot.destroy();
    plot = draw(chart, clip, now, place);
  });
  chart.addEventListener("pointerdown", (event) => {
    const box = plot.over.getBoundingClientRect();
    playback.seek(((event.clientX - box.left) / box.width) * playback.duration);
  });
  const head = el("header", { class: "side-head" }, title, end);
  left.addEventListener("abort", () => {
    sizes.disconnect();
    stopListening();
    plot.destroy();
  });
  return el("section", { class: "side-section" }, head, chart, disqualified(clip), partsList(clip));
}

function disqualified(clip: Clip): HTMLElement | null {
  if (!clip.disqualified) return null;
  const { reason, frame } = clip.disqualified;
  return el(
    "p",
    { class: "note warn" },
    `Disqualified at ${decimal(frame / clip.hz, 1)} s: ${reason}. It scores nothing.`,
  );
}

/** @param drawn called whenever the chart was drawn, when its scales are known */
function draw(chart: HTMLElement, clip: Clip, now: HTMLElement, drawn: (plot: uPlot) => void): uPlot {
  const seconds = Array.from(clip.score, (_, frame) => frame / clip.hz);
  const axis = { ...plainAxis(), grid: hairlines() };
  const options: uPlot.Options = {
    width: Math.max(chart.clientWidth, 200),
    height: HEIGHT,
    padding: [10, 8, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: [0, durationOf(clip)] },
      y: { range: (_, low, high) => [Math.min(0, low), Math.max(high * 1.05, 1)] },
    },
    axes: [
      { ...axis, grid: { show: false }, size: 26, gap: 4 },
      { ...axis, size: 42, gap: 4 },
    ],
    series: [{}, { stroke: token("accent"), width: 1.75, points: { show: false } }],
    hooks: { draw: [(plot) => drawPellets(plot, clip), drawn] },
  };
  const plot = new uPlot(options, [seconds, Array.from(clip.score)], chart);
  plot.over.append(now);
  return plot;
}

/** A gold diamond on the time axis wherever a pellet was reached. */
function drawPellets(plot: uPlot, clip: Clip): void {
  const size = 4 * devicePixelRatio;
  plot.ctx.fillStyle = token("pellet");
  for (const { reached } of clip.targets) {
    if (reached === null) continue;
    const x = plot.valToPos(reached / clip.hz, "x", true);
    const y = plot.bbox.top + plot.bbox.height - size;
    plot.ctx.beginPath();
    plot.ctx.moveTo(x, y - size);
    plot.ctx.lineTo(x + size, y);
    plot.ctx.lineTo(x, y + size);
    plot.ctx.lineTo(x - size, y);
    plot.ctx.fill();
  }
}
