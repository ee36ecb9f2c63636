/**
 * Parallel coordinates: an axis a setting or score, a line a run. Marks on axes, dragged or typed, let through the runs
 * that lie within; axes are put in another order by dragging their names, or with the arrow keys.
 */

import { token } from "../../charts/tokens";
import { el, icon, put, write } from "../../panels/dom";
import { count } from "../../panels/format";
import { THEME_EVENT } from "../../panels/theme";
import { axesOf, firstAxes } from "./axes";
import { type AxisView, axisView, NAME_HEIGHT, ROOM } from "./axis-view";
import { type Brushes, moved, type ParallelAxis, passing, shareOn } from "./brushing";
import { checkMenu } from "./check-menu";
import { OTHER } from "./lines";
import { rangesForm } from "./ranges-form";
import type { Entrant, Infos } from "./settings";

const LEAST_GAP = 118;
/** lines, of which each is drawn fainter */
const MANY = 100;
const FAINT = 0.35;

export interface ParallelPanel {
  root: HTMLElement;
  /** Returns those that lie within the marks. */
  update(all: Entrant[], colourOf: (entrant: Entrant) => string): Entrant[];
}

/** @param filter told the runs that lie within all marks */
export function parallelPanel(infos: Infos, filter: (passing: Entrant[]) => void): ParallelPanel {
  const panel = new Parallel(infos, filter);
  return { root: panel.root, update: (all, colourOf) => panel.update(all, colourOf) };
}

class Parallel {
  readonly root: HTMLElement;
  private readonly infos: Infos;
  private readonly filter: (passing: Entrant[]) => void;
  private readonly canvas = el("canvas", { role: "img" });
  private readonly overlay = el("div", { class: "parallel-axes" });
  private readonly field = el("div", { class: "parallel-field" }, this.canvas, this.overlay);
  private readonly ranges = el("details", { class: "ranges" }, el("summary", {}, "Ranges in numbers"));
  private readonly passed = el("span", { class: "unit num" });
  private readonly clear = el(
    "button",
    { class: "btn btn-bare", type: "button", hidden: true, onclick: () => this.brush(null) },
    icon("x-lg"),
    "Clear marks",
  );
  private readonly menu = checkMenu("Axes", (keys) => this.choose(keys));
  private readonly brushes: Brushes = new Map();
  private all: Entrant[] = [];
  private through = new Set<Entrant>();
  private axes: ParallelAxis[] = [];
  private chosen: string[] | null = null;
  private views: AxisView[] = [];
  private colourOf: (entrant: Entrant) => string = () => OTHER;
  private scheduled = false;

  constructor(infos: Infos, filter: (passing: Entrant[]) => void) {
    this.infos = infos;
    this.filter = filter;
    const title = el("h2", {}, "Parallel coordinates ", this.passed);
    const push = el("div", { class: "push" }, this.clear, this.menu.root);
    this.root = el(
      "section",
      { class: "panel parallel" },
      el("header", { class: "panel-head" }, title, push),
      el("div", { class: "parallel-scroll", tabindex: 0, role: "group", "aria-label": "Axes" }, this.field),
      el(
        "p",
        { class: "faint small parallel-help" },
        "Drag along an axis to mark a range; drag an axis by its name to put it elsewhere, or use the arrow keys there.",
      ),
      this.ranges,
    );
    new ResizeObserver(() => this.redraw()).observe(this.field);
    window.addEventListener(THEME_EVENT, () => this.redraw());
  }

  update(all: Entrant[], colourOf: (entrant: Entrant) => string): Entrant[] {
    this.all = all;
    this.colourOf = colourOf;
    this.axes = axesOf(all, this.infos);
    this.root.hidden = all.length < 2;
    this.arrange();
    return [...this.through];
  }

  /** Axes that are shown, in their order. */
  private get shown(): ParallelAxis[] {
    const keys = this.chosen ?? firstAxes(this.axes);
    return keys.flatMap((key) => this.axes.find((axis) => axis.key === key) ?? []);
  }

  private choose(keys: string[]): void {
    this.chosen = keys;
    for (const key of this.brushes.keys()) if (!keys.includes(key)) this.brushes.delete(key);
    this.arrange();
    this.tell();
  }

  private move(key: string, to: number, focus: boolean): void {
    this.chosen = moved(this.shown, key, to).map((axis) => axis.key);
    this.arrange();
    if (focus) this.views.find((view) => view.axis.key === key)?.focus();
  }

  private brush(key: string | null, brush: Parameters<Brushes["set"]>[1] | null = null): void {
    if (key === null) this.brushes.clear();
    else if (brush) this.brushes.set(key, brush);
    else this.brushes.delete(key);
    this.tell();
  }

  /** Build the axes anew. */
  private arrange(): void {
    const { shown } = this;
    this.menu.update(
      this.axes.map(({ key, title }) => ({ key, label: title })),
      shown.map(({ key }) => key),
    );
    this.field.style.minWidth = `${LEAST_GAP * shown.length}px`;
    this.views = shown.map((axis, i) =>
      axisView(axis, shareOf(i, shown.length), {
        mark: (brush) => this.brush(axis.key, brush),
        move: (to, focus) => this.move(axis.key, to, focus),
        place: i,
        count: shown.length,
      }),
    );
    put(this.overlay, ...this.views.map(({ root }) => root));
    this.mark();
  }

  private tell(): void {
    this.mark();
    this.filter([...this.through]);
  }

  /** Show the marks and who lies within. */
  private mark(): void {
    const { shown, brushes } = this;
    this.through = new Set(passing(this.all, shown, brushes));
    for (const view of this.views) view.show(brushes.get(view.axis.key));
    const form = rangesForm(shown, brushes, (key, brush) => this.brush(key, brush));
    form.keepFocus(this.ranges);
    write(this.passed, `${count(this.through.size)} of ${count(this.all.length)} runs`);
    this.clear.hidden = brushes.size === 0;
    this.canvas.setAttribute(
      "aria-label",
      `A line for each of ${this.all.length} runs over ${shown.map(({ title }) => title).join(", ")}`,
    );
    this.redraw();
  }

  private redraw(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    requestAnimationFrame(() => {
      this.scheduled = false;
      this.draw();
    });
  }

  private draw(): void {
    const { clientWidth: width, clientHeight: height } = this.field;
    const context = this.canvas.getContext("2d");
    if (!context || width === 0) return;
    const ratio = devicePixelRatio;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    context.scale(ratio, ratio);
    const { shown } = this;
    const x = shown.map((_, i) => shareOf(i, shown.length) * width);
    const bottom = height - ROOM;
    const path = (entrant: Entrant): Path2D => lineOf(entrant, shown, x, NAME_HEIGHT, bottom);
    const within = this.all.filter((entrant) => this.through.has(entrant));
    const without = this.all.filter((entrant) => !this.through.has(entrant));
    stroke(context, without.map(path), token("border"), 1, 1);
    // in the order of the runs, so that no colour covers all others; those without one lie below
    const isOther = (entrant: Entrant): number => Number(this.colourOf(entrant) === OTHER);
    const alpha = within.length > MANY ? FAINT : 0.85;
    const ink = new Map([...new Set(within.map(this.colourOf))].map((name) => [name, token(name)]));
    for (const entrant of within.toSorted((a, b) => isOther(b) - isOther(a))) {
      const colour = this.colourOf(entrant);
      stroke(context, [path(entrant)], ink.get(colour)!, colour === OTHER ? 1 : 1.5, alpha);
    }
  }
}

/** Where the i-th of n axes stands, as a share of the width. */
function shareOf(i: number, n: number): number {
  return (i + 0.5) / n;
}

/** A run's line; it has a gap where the run has no value. */
function lineOf(entrant: Entrant, axes: ParallelAxis[], x: number[], top: number, bottom: number): Path2D {
  const path = new Path2D();
  let isDown = false;
  axes.forEach((axis, i) => {
    const share = shareOn(axis, entrant);
    if (share !== null) {
      const y = bottom - share * (bottom - top);
      if (isDown) path.lineTo(x[i]!, y);
      else path.moveTo(x[i]!, y);
    }
    isDown = share !== null;
  });
  return path;
}

function stroke(
  context: CanvasRenderingContext2D,
  paths: Path2D[],
  colour: string,
  width: number,
  alpha: number,
): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.globalAlpha = alpha;
  for (const path of paths) context.stroke(path);
}
