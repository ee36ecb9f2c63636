/** Fitness over time with its parts, one clock with the scrub bar, and what the fitness is made of. */

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
import { type Panel, section } from "./panel";
import { partColour, partsList } from "./parts";
import { extremes, type Layer, stacked } from "./stack";

const HEIGHT = 160;

/** The panel of a clip's score, until the page is left; a click in the chart goes to that moment. */
export function scorePanel(clip: Clip, playback: Playback, left: AbortSignal): Panel {
  const layers = clip.partScores ? stacked(clip.partScores) : [];
  const what = layers.length ? "Fitness and its parts over time" : "Fitness over time";
  const chart = el("div", { class: "score-chart", role: "img", "aria-label": what });
  const end = el("span", { class: "push num" }, el("b", {}, score(clip.fitness)), " at the end");
  const now = el("i", { class: "score-now" });
  const place = (plot: uPlot): void => {
    const share = playback.duration ? playback.seconds / playback.duration : 0;
    now.style.setProperty("--share", `${share}`);
    const top = plot.valToPos(scoreAt(clip, playback.seconds), "y");
    now.style.setProperty("--top", `${top}px`);
  };
  let plot = draw(chart, clip, layers, now, place);
  playback.onChange(() => place(plot));
  const sizes = new ResizeObserver(() => plot.setSize({ width: chart.clientWidth, height: HEIGHT }));
  sizes.observe(chart);
  const stopListening = onThemeChange(() => {
    plot.destroy();
    plot = draw(chart, clip, layers, now, place);
  });
  chart.addEventListener("pointerdown", (event) => {
    const box = plot.over.getBoundingClientRect();
    playback.seek(((event.clientX - box.left) / box.width) * playback.duration);
  });
  left.addEventListener("abort", () => {
    sizes.disconnect();
    stopListening();
    plot.destroy();
  });
  const parts = partsList(clip);
  const root = section(
    "Fitness",
    `${scoreUnit(clip.task)}, by seconds`,
    [end],
    chart,
    disqualified(clip),
    parts.root,
  );
  return { root, update: parts.update };
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
function draw(
  chart: HTMLElement,
  clip: Clip,
  layers: Layer[],
  now: HTMLElement,
  drawn: (plot: uPlot) => void,
): uPlot {
  const seconds = Array.from(clip.score, (_, frame) => frame / clip.hz);
  const axis = { ...plainAxis(), grid: hairlines() };
  const [lowest, highest] = extremes(layers);
  const options: uPlot.Options = {
    width: Math.max(chart.clientWidth, 200),
    height: HEIGHT,
    padding: [10, 8, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: [0, durationOf(clip)] },
      y: {
        range: (_, low, high) => [
          1.05 * Math.min(lowest, low, 0),
          Math.max(1.05 * Math.max(high, highest), 1),
        ],
      },
    },
    axes: [
      { ...axis, grid: { show: false }, size: 26, gap: 4 },
      { ...axis, size: 42, gap: 4 },
    ],
    series: [{}, { stroke: token(layers.length ? "text" : "accent"), width: 1.75, points: { show: false } }],
    hooks: {
      drawAxes: [(plot) => drawLayers(plot, clip, layers)],
      draw: [(plot) => drawPellets(plot, clip), drawn],
    },
  };
  const plot = new uPlot(options, [seconds, Array.from(clip.score)], chart);
  plot.over.append(now);
  return plot;
}

/** Each part an area of its colour, under the line of their sum. */
function drawLayers(plot: uPlot, { hz }: Clip, layers: Layer[]): void {
  const { ctx } = plot;
  ctx.save();
  ctx.globalAlpha = 0.6;
  for (const { name, from, to } of layers) {
    ctx.fillStyle = token(partColour(name));
    ctx.beginPath();
    for (let frame = 0; frame < to.length; frame++)
      ctx.lineTo(plot.valToPos(frame / hz, "x", true), plot.valToPos(to[frame]!, "y", true));
    for (let frame = from.length - 1; frame >= 0; frame--)
      ctx.lineTo(plot.valToPos(frame / hz, "x", true), plot.valToPos(from[frame]!, "y", true));
    ctx.fill();
  }
  ctx.restore();
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
