/** Curves of what is compared, one colour each: distance over time, and how scores and bodies were spread. */

import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { alike, hairlines, plainAxis } from "../charts/axis";
import { cut, LABEL_GAP, spread, widthOf, writeLabels } from "../charts/end-labels";
import { el } from "../panels/dom";
import { distanceAt } from "../viewer/measures";
import { onThemeChange, readTheme } from "../viewer/theme";
import type { Racer } from "./entry";

/** px; labels of the lines are cut to it */
const WIDEST_LABELS = 150;
/** px of a name from its line */
const AWAY = 6;

export interface Curves {
  title: string;
  unit: string;
  across: string;
  x: number[];
  /** one array of the length of x for each racer */
  lines: number[][];
  /** where on a line its name is written */
  labelled(line: number[]): number;
  /** stands at the right of the panel's head */
  choice?: HTMLElement;
}

export interface CurvesPanel {
  root: HTMLElement;
  /** Mark a place on the x axis. */
  mark(x: number): void;
  dispose(): void;
}

/** How far each champion is from its start, by seconds. */
export function distanceCurves(racers: Racer[]): CurvesPanel {
  const longest = racers.reduce((a, b) =>
    a.clip.frames / a.clip.hz > b.clip.frames / b.clip.hz ? a : b,
  ).clip;
  const x = Array.from({ length: longest.frames }, (_, frame) => frame / longest.hz);
  return curvesPanel(racers, {
    title: "Distance over time",
    unit: "m, by seconds",
    across: "s",
    x,
    lines: racers.map(({ clip }) => x.map((seconds) => distanceAt(clip, seconds))),
    labelled: (line) => line.length - 1,
  });
}

export function curvesPanel(racers: Racer[], curves: Curves): CurvesPanel {
  const chart = el("div", { class: "curves", role: "img", "aria-label": `${curves.title}, ${curves.unit}` });
  const now = el("i", { class: "curves-now", hidden: true });
  let plot = draw(chart, curves, racers);
  plot.over.append(now);
  const sizes = new ResizeObserver(() => plot.setSize(sizeOf(chart)));
  sizes.observe(chart);
  const stopTheme = onThemeChange(() => {
    plot.destroy();
    plot = draw(chart, curves, racers);
    plot.over.append(now);
  });
  const last = curves.x.at(-1)!;
  const title = el("h2", {}, `${curves.title} `, el("span", { class: "unit" }, curves.unit));
  const head = el("header", { class: "panel-head" }, title, curves.choice ?? null);
  return {
    root: el("section", { class: "panel" }, head, chart),
    mark(x) {
      now.hidden = false;
      now.style.setProperty("--share", `${x / last}`);
    },
    dispose() {
      sizes.disconnect();
      stopTheme();
      plot.destroy();
    },
  };
}

function sizeOf(chart: HTMLElement): { width: number; height: number } {
  return { width: Math.max(chart.clientWidth, 200), height: Math.max(chart.clientHeight, 120) };
}

function draw(chart: HTMLElement, curves: Curves, racers: Racer[]): uPlot {
  const theme = readTheme();
  const colours = racers.map(({ tint }) => `#${tint(theme).getHexString()}`);
  const axis = plainAxis();
  const options: uPlot.Options = {
    ...sizeOf(chart),
    padding: [14, ({ width }) => labelRoom(racers, width), 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: (_, low, high) => [low, high] },
      y: { range: (_, low, high) => [Math.min(0, low), Math.max(high * 1.05, 1e-6)] },
    },
    axes: [
      { ...axis, label: curves.across, grid: { show: false }, size: 24 },
      {
        ...axis,
        grid: hairlines(),
        size: 40,
        values: (_, marks) => alike(marks),
      },
    ],
    series: [{}, ...colours.map((stroke) => ({ stroke, width: 1.75, points: { show: false } }))],
    hooks: { draw: [(plot) => drawLabels(plot, curves, racers, colours)] },
  };
  return new uPlot(options, [curves.x, ...curves.lines], chart);
}

/** px to the right of the lines, for the longest name that a third of the width leaves room for. */
function labelRoom(racers: Racer[], width: number): number {
  const longest = Math.max(...racers.map(({ short }) => short.length));
  return Math.max(40, Math.min(WIDEST_LABELS, width / 3, 16 + widthOf(longest)));
}

function drawLabels(plot: uPlot, curves: Curves, racers: Racer[], colours: string[]): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const room = labelRoom(racers, plot.width);
  const places = curves.lines.flatMap((line, i) => {
    const { short, hasLabel } = racers[i]!;
    if (!hasLabel) return [];
    const at = curves.labelled(line);
    return [
      {
        text: cut(short, room - 10),
        colour: colours[i]!,
        x: plot.valToPos(curves.x[at]!, "x", true),
        y: plot.valToPos(line[at]!, "y", true),
      },
    ];
  });
  const atEnd = places.every(({ x }) => x === places[0]!.x);
  const labels = atEnd
    ? spread(places, LABEL_GAP * ratio, bbox.top + bbox.height, bbox.top)
    : places.map((place) => ({ ...place, y: place.y - AWAY * ratio }));
  writeLabels(
    ctx,
    labels.map((label) => ({ ...label, x: label.x + AWAY * ratio })),
  );
}
