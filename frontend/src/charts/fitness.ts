/** The fitness chart: best, mean, median, worst and the middle half, by generation. */

import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { GenerationStats } from "../generated/api";
import { el } from "../panels/dom";
import { count, score } from "../panels/format";
import { THEME_EVENT } from "../panels/theme";
import { hairlines, plainAxis } from "./axis";
import { type EndLabel, spread } from "./end-labels";
import { token } from "./tokens";

export interface FitnessChart {
  root: HTMLElement;
  update(generations: GenerationStats[]): void;
  /** Mark the generation that the page shows. */
  choose(generation: number): void;
}

export interface FitnessListener {
  /** A person clicked on a generation. */
  choose(generation: number): void;
  /** The pointer is over a generation; null when it has left. */
  hover(stats: GenerationStats | null): void;
}

const LABELS = 92;
const LEAST_SPAN = 5;

/** @param axis name of the vertical axis, with its unit */
export function fitnessChart(axis: string, listener: FitnessListener): FitnessChart {
  return new Chart(axis, listener);
}

class Chart implements FitnessChart {
  readonly root = el("div", { class: "chart", role: "img" });
  private readonly axis: string;
  private readonly listener: FitnessListener;
  private generations: GenerationStats[] = [];
  private chosen = 0;
  private plot: uPlot | undefined;

  constructor(axis: string, listener: FitnessListener) {
    this.axis = axis;
    this.listener = listener;
    new ResizeObserver(() => this.plot?.setSize(this.size())).observe(this.root);
    window.addEventListener(THEME_EVENT, () => this.rebuild());
  }

  update(generations: GenerationStats[]): void {
    this.generations = generations;
    const last = generations.at(-1);
    const now = last
      ? `: best ${score(last.best)}, mean ${score(last.mean)} in generation ${last.number}`
      : "";
    this.root.setAttribute("aria-label", `Fitness by generation${now}`);
    if (this.plot) this.plot.setData(this.data());
    else if (generations.length) this.rebuild();
  }

  choose(generation: number): void {
    this.chosen = generation;
    this.plot?.redraw(false, false);
  }

  private rebuild(): void {
    this.plot?.destroy();
    if (this.generations.length) this.plot = new uPlot(this.options(), this.data(), this.root);
  }

  private size(): { width: number; height: number } {
    const style = getComputedStyle(this.root);
    const width =
      this.root.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight);
    return { width, height: this.root.clientHeight - Number.parseFloat(style.paddingBottom) };
  }

  private data(): uPlot.AlignedData {
    const of = (key: "number" | "best" | "mean" | "median" | "worst" | "quartile_low" | "quartile_high") =>
      this.generations.map((stats) => stats[key]);
    return [
      of("number"),
      of("quartile_high"),
      of("quartile_low"),
      of("worst"),
      of("median"),
      of("mean"),
      of("best"),
    ];
  }

  private options(): uPlot.Options {
    const accent = token("accent");
    const axis = plainAxis();
    const edge: uPlot.Series = { stroke: "transparent", points: { show: false } };
    const line = (stroke: string, width: number, dash?: number[]): uPlot.Series => ({
      stroke,
      width,
      points: { show: false },
      ...(dash ? { dash } : {}),
    });
    return {
      ...this.size(),
      padding: [10, LABELS, 0, 0],
      legend: { show: false },
      cursor: { drag: { setScale: false, x: false, y: false }, y: false, points: { size: 7 } },
      scales: {
        x: { time: false, range: (_, low, high) => [low, Math.max(high, low + LEAST_SPAN)] },
        y: { range: (_, low, high) => [Math.min(0, low), Math.max(high * 1.06, 1e-6)] },
      },
      axes: [
        {
          ...axis,
          label: "generation",
          grid: { show: false },
          size: 24,
          values: (_, marks) => marks.map(whole),
        },
        {
          ...axis,
          label: this.axis,
          grid: hairlines(),
          size: 46,
          values: (_, marks) => marks.map(tick),
        },
      ],
      series: [
        {},
        { ...edge },
        { ...edge },
        line(token("text-3"), 1, [1, 3]),
        line(token("text-2"), 1.25, [5, 4]),
        line(token("text"), 1.5),
        { ...line(accent, 2.25), paths: uPlot.paths.stepped!({ align: 1 }) },
      ],
      bands: [{ series: [1, 2], fill: `color-mix(in srgb, ${accent} 13%, transparent)` }],
      hooks: {
        draw: [(plot) => this.drawChosen(plot), (plot) => this.drawLabels(plot)],
        setCursor: [(plot) => this.listener.hover(this.generations[plot.cursor.idx ?? -1] ?? null)],
        ready: [(plot) => plot.over.addEventListener("click", () => this.click(plot))],
      },
    };
  }

  private click(plot: uPlot): void {
    const stats = this.generations[plot.cursor.idx ?? -1];
    if (stats) this.listener.choose(stats.number);
  }

  private drawChosen(plot: uPlot): void {
    const { ctx, bbox } = plot;
    const x = plot.valToPos(this.chosen, "x", true);
    ctx.save();
    ctx.strokeStyle = token("text-3");
    ctx.lineWidth = devicePixelRatio;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.restore();
  }

  /** Names and last values at the lines' ends, moved apart where they would touch. */
  private drawLabels(plot: uPlot): void {
    const last = this.generations.at(-1);
    if (!last) return;
    const { ctx } = plot;
    const ratio = devicePixelRatio;
    const x = plot.valToPos(last.number, "x", true) + 8 * ratio;
    const label = (name: "best" | "mean" | "median" | "worst", colour: string): EndLabel => ({
      text: `${name} ${score(last[name])}`,
      colour: token(colour),
      y: plot.valToPos(last[name], "y", true),
    });
    const labels = [
      label("best", "accent"),
      label("mean", "text"),
      label("median", "text-2"),
      label("worst", "text-3"),
    ];
    ctx.save();
    ctx.font = `${500} ${11 * ratio}px ${token("font")}`;
    ctx.textBaseline = "middle";
    ctx.textAlign = "left";
    for (const { colour, y } of labels) {
      ctx.fillStyle = colour;
      ctx.beginPath();
      ctx.arc(x - 8 * ratio, y, 2.5 * ratio, 0, 2 * Math.PI);
      ctx.fill();
    }
    for (const { text, colour, y } of spread(labels, 13 * ratio, plot.bbox.top + plot.bbox.height)) {
      ctx.fillStyle = colour;
      ctx.fillText(text, x, y);
    }
    ctx.restore();
  }
}

/** Generations are whole; marks between them are left blank. */
function whole(mark: number): string {
  return Number.isInteger(mark) ? count(mark) : "";
}

function tick(mark: number): string {
  return Number.isInteger(mark) ? count(mark) : score(mark);
}
