/** A chart by generation: axes, size, theme, cursor and the mark of the generation that the page shows. */

import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { GenerationStats } from "../generated/api";
import { el } from "../panels/dom";
import { count } from "../panels/format";
import { THEME_EVENT } from "../panels/theme";
import { alike, hairlines, plainAxis } from "./axis";
import { cursor } from "./cursor";
import { drawEndLabels, type EndLabel } from "./end-labels";
import { token } from "./tokens";

/** What is drawn between the axes; colours are read anew for every theme. */
export interface Picture {
  /** name of the vertical axis, with its unit */
  axis: string;
  /** px to the right of the lines, for their names: see labelRoom() of end-labels */
  labelRoom: number;
  /** What the chart says, for those who do not see it. */
  words(generations: GenerationStats[]): string;
  data(generations: GenerationStats[]): uPlot.AlignedData;
  series(): uPlot.Series[];
  bands?(): uPlot.Band[];
  /** A mark of the vertical axis; blank where it says nothing. */
  tick?(mark: number): string;
  /** Ends of the vertical axis for values between these. */
  range(low: number, high: number): [number, number];
  /** Drawn over the axes and under the lines. */
  under?(plot: uPlot, generations: GenerationStats[]): void;
  /** Names at the lines' ends, in px of the canvas. */
  labels(plot: uPlot, generations: GenerationStats[]): EndLabel[];
}

export interface PlotListener {
  /** A person clicked on a generation. */
  choose(generation: number): void;
  /** The pointer is over a generation; null when it has left. */
  hover(stats: GenerationStats | null): void;
}

const LEAST_SPAN = 5;
/** All charts of a page share one cursor. */
const SYNCHRONISED = "generations";

export class GenerationPlot {
  readonly root = el("div", { class: "chart", role: "img" });
  private readonly picture: Picture;
  private readonly listener: PlotListener;
  private generations: GenerationStats[] = [];
  private chosen = 0;
  private plot: uPlot | undefined;

  constructor(picture: Picture, listener: PlotListener) {
    this.picture = picture;
    this.listener = listener;
    new ResizeObserver(() => this.plot?.setSize(this.size())).observe(this.root);
    window.addEventListener(THEME_EVENT, () => this.rebuild());
    cursor.onMove((generation) => this.follow(generation));
  }

  update(generations: GenerationStats[]): void {
    this.generations = generations;
    if (generations.length > 0) {
      const data = this.picture.data(generations);
      if (this.plot?.series.length === data.length) this.plot.setData(data);
      else this.rebuild();
    }
    this.root.setAttribute("aria-label", this.picture.words(generations));
  }

  /** Mark the generation that the page shows. */
  choose(generation: number): void {
    this.chosen = generation;
    this.plot?.redraw(false, false);
  }

  private rebuild(): void {
    this.plot?.destroy();
    this.plot = undefined;
    if (this.generations.length === 0) return;
    this.plot = new uPlot(this.options(), this.picture.data(this.generations), this.root);
  }

  private size(): { width: number; height: number } {
    const style = getComputedStyle(this.root);
    const width =
      this.root.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight);
    return { width, height: this.root.clientHeight - Number.parseFloat(style.paddingBottom) };
  }

  private options(): uPlot.Options {
    const axis = plainAxis();
    const { picture } = this;
    return {
      ...this.size(),
      padding: [10, picture.labelRoom, 0, 0],
      legend: { show: false },
      cursor: {
        drag: { setScale: false, x: false, y: false },
        y: false,
        points: { size: 7 },
        sync: { key: SYNCHRONISED, setSeries: false },
      },
      scales: {
        x: { time: false, range: (_, low, high) => [low, Math.max(high, low + LEAST_SPAN)] },
        y: { range: (_, low, high) => picture.range(low, high) },
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
          label: picture.axis,
          grid: hairlines(),
          size: 46,
          values: (_, marks) => (picture.tick ? marks.map(picture.tick) : alike(marks)),
        },
      ],
      series: [{}, ...picture.series()],
      bands: picture.bands?.() ?? [],
      hooks: {
        drawAxes: [(plot) => picture.under?.(plot, this.generations)],
        draw: [(plot) => this.drawChosen(plot), (plot) => this.drawLabels(plot)],
        setCursor: [(plot) => this.hover(this.generations[plot.cursor.idx ?? -1] ?? null)],
        ready: [(plot) => plot.over.addEventListener("click", () => this.click(plot))],
      },
    };
  }

  private hover(stats: GenerationStats | null): void {
    this.listener.hover(stats);
    cursor.move(stats?.number ?? null);
  }

  /** Put the cursor where it is elsewhere on the page. */
  private follow(generation: number | null): void {
    const { plot } = this;
    const here = this.generations[plot?.cursor.idx ?? -1]?.number ?? null;
    if (!plot || generation === here) return;
    const left = generation === null ? -10 : plot.valToPos(generation, "x");
    plot.setCursor({ left, top: generation === null ? -10 : 0 });
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
    ctx.setLineDash([]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.restore();
  }

  private drawLabels(plot: uPlot): void {
    const last = this.generations.at(-1);
    if (!last) return;
    drawEndLabels(plot, plot.valToPos(last.number, "x", true), this.picture.labels(plot, this.generations));
  }
}

/** A line without points on it. */
export function line(stroke: string, width: number, dash?: number[]): uPlot.Series {
  return { stroke, width, points: { show: false }, ...(dash ? { dash } : {}) };
}

/** What is counted is whole; marks between are left blank. */
export function whole(mark: number): string {
  return Number.isInteger(mark) ? count(mark) : "";
}
