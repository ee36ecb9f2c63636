/** Curves of all runs over each other, single or in groups with their bands. */

import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { alike, hairlines, plainAxis } from "../../charts/axis";
import { cut, endDot, LABEL_GAP, spread, writeLabels } from "../../charts/end-labels";
import { token } from "../../charts/tokens";
import { el, put, segmented, write } from "../../panels/dom";
import { count, duration, plural, score, short } from "../../panels/format";
import { THEME_EVENT } from "../../panels/theme";
import { AXES, type Axis, MEASURES, type Measure } from "./bands";
import type { Grouping } from "./grouping";
import { COLOURED, endOf, type Line, OTHER, type Overlay } from "./lines";

const WIDEST_LABELS = 210;
/** px from a line within which the pointer takes it up */
const NEAR = 14;
const AXIS_WORDS: Record<Axis, string> = {
  generation: "generation",
  evaluations: "episodes simulated",
  seconds: "computing time, s",
};

export interface Choices {
  axis: Axis;
  measure: Measure;
  group: Grouping;
  /** whether champions were also scored in layouts that selection never saw */
  heldOut: boolean;
}

export interface CurvesPanel {
  root: HTMLElement;
  update(overlay: Overlay, chosen: Choices, groupings: [Grouping, string][]): void;
  /** Bring out the line of a run; null: none. */
  bringOut(run: number | null): void;
}

/** @param choose told what a person picks */
export function curvesPanel(choose: (choice: Partial<Choices>) => void): CurvesPanel {
  const heading = el("span");
  const unit = el("span", { class: "unit" });
  const measures = segmented("Measure", String, (key) => choose({ measure: key as Measure }));
  const axes = segmented("Horizontal axis", String, (key) => choose({ axis: key as Axis }));
  const groups = el("select", {
    class: "form-select",
    "aria-label": "Group by",
    onchange: () => choose({ group: groups.value }),
  });
  const chart = new OverlayPlot();
  const notes = el("p", { class: "faint small overlay-notes" });
  const head = el(
    "header",
    { class: "panel-head" },
    el("h2", {}, heading, " ", unit),
    el("div", { class: "push" }, measures.root, axes.root, groups),
  );
  return {
    root: el("section", { class: "panel overlay" }, head, chart.root, chart.words, notes),
    update(overlay, chosen, groupings) {
      write(heading, MEASURES[chosen.measure]);
      write(unit, `score, by ${AXIS_WORDS[chosen.axis]}`);
      measures.update(choicesOf(MEASURES), chosen.measure);
      measures.root.lastElementChild!.toggleAttribute("hidden", !chosen.heldOut);
      axes.update(choicesOf(AXES), chosen.axis);
      put(
        groups,
        ...groupings.map(([key, label]) =>
          el("option", { value: key, selected: key === chosen.group }, label),
        ),
      );
      chart.update(overlay, chosen);
      write(notes, notesOn(overlay));
    },
    bringOut: (run) => chart.bringOut(run),
  };
}

function choicesOf(named: Record<string, string>): { key: string; label: string }[] {
  return Object.entries(named).map(([key, label]) => ({ key, label }));
}

/** What must be known to read the picture. */
function notesOn({ lines }: Overlay): string {
  const others = lines.filter(({ colour }) => colour === OTHER).length;
  const things = lines.some(({ band }) => band) ? "group" : "run";
  const notes = [
    others > 0 && `${plural(others, `other ${things}`)} in grey`,
    lines.some(({ band }) => band) &&
      "lines are medians over a group's runs, bands their middle halves, as far as half of its runs go; a run that is done keeps its last score, one that is not so far yet does not count",
    "straight between recorded generations",
  ].filter(Boolean);
  return `${notes.join("; ")}.`.replace(/^./, (letter) => letter.toUpperCase());
}

class OverlayPlot {
  readonly root = el("div", { class: "overlay-chart", role: "img" });
  /** the line under the pointer, in words */
  readonly words = el("p", { class: "small num overlay-words", "aria-live": "off" });
  private overlay: Overlay = { places: [], lines: [] };
  private chosen: Choices = { axis: "generation", measure: "best", group: "none", heldOut: true };
  private plot: uPlot | undefined;

  constructor() {
    new ResizeObserver(() => this.plot && this.rebuild()).observe(this.root);
    window.addEventListener(THEME_EVENT, () => this.rebuild());
  }

  update(overlay: Overlay, chosen: Choices): void {
    this.overlay = overlay;
    this.chosen = chosen;
    const words = `${MEASURES[chosen.measure]} by ${AXIS_WORDS[chosen.axis]} of ${plural(overlay.lines.length, "line")}`;
    this.root.setAttribute("aria-label", words);
    this.rebuild();
  }

  bringOut(run: number | null): void {
    const line = this.overlay.lines.findIndex(({ members }) => members.some(({ id }) => id === run));
    this.plot?.setSeries(line < 0 ? null : this.seriesOf(line), { focus: true });
  }

  private rebuild(): void {
    this.plot?.destroy();
    this.plot = undefined;
    write(this.words, " ");
    if (!this.root.clientWidth) return;
    const { places, lines } = this.overlay;
    if (places.length === 0 || lines.length === 0) {
      const words =
        places.length === 0
          ? "No generation is recorded yet."
          : "No run with a generation lies within the marks.";
      put(this.root, el("p", { class: "faint overlay-none" }, words));
      return;
    }
    put(this.root);
    this.plot = new uPlot(this.options(), this.data(), this.root);
  }

  /** Each line is preceded by the ends of its band, where there are groups. */
  private get each(): number {
    return this.overlay.lines.some(({ band }) => band) ? 3 : 1;
  }

  private seriesOf(line: number): number {
    return this.each * (line + 1);
  }

  private data(): uPlot.AlignedData {
    const { places, lines } = this.overlay;
    return [
      places,
      ...lines.flatMap(({ values, band }) => (band ? [band.high, band.low, values] : [values])),
    ];
  }

  private options(): uPlot.Options {
    const { lines } = this.overlay;
    const { axis } = this.chosen;
    const plain = plainAxis();
    const hidden: uPlot.Series = { stroke: "transparent", width: 0, points: { show: false } };
    return {
      width: this.root.clientWidth,
      height: this.root.clientHeight,
      padding: [10, this.labelRoom, 0, 0],
      legend: { show: false },
      focus: { alpha: 0.25 },
      cursor: {
        drag: { x: false, y: false, setScale: false },
        y: false,
        points: { show: false },
        focus: { prox: NEAR },
      },
      scales: {
        x: { time: false, range: (_, low, high) => [Math.min(low, 0), Math.max(high, low + 1)] },
        y: { range: (_, low, high) => [Math.min(0, low), Math.max(high * 1.05, 1e-6)] },
      },
      axes: [
        {
          ...plain,
          label: AXIS_WORDS[axis],
          grid: { show: false },
          size: 24,
          values: (_, marks) => axisMarks(marks),
        },
        { ...plain, label: "score", grid: hairlines(), size: 46, values: (_, marks) => axisMarks(marks) },
      ],
      series: [
        {},
        ...lines.flatMap((line) =>
          line.band ? [hidden, hidden, strokeOf(line, lines)] : [strokeOf(line, lines)],
        ),
      ],
      bands: lines.flatMap(({ band, colour }, i) =>
        band ? [{ series: [this.seriesOf(i) - 2, this.seriesOf(i) - 1], fill: bandFill(colour) }] : [],
      ),
      hooks: {
        draw: [(plot) => this.drawEnds(plot)],
        setSeries: [(_, series) => this.tell(series)],
        setCursor: [(plot) => this.follow(plot)],
      },
    };
  }

  private get labelRoom(): number {
    return Math.min(WIDEST_LABELS, 0.32 * this.root.clientWidth);
  }

  private told: number | null = null;

  private tell(series: number | null): void {
    this.told = series === null || series === 0 ? null : Math.ceil(series / this.each) - 1;
  }

  private follow(plot: uPlot): void {
    const line = this.overlay.lines[this.told ?? -1];
    const at = plot.cursor.idx;
    const value = line && at !== null && at !== undefined ? line.values[at] : null;
    if (!line || value === null || value === undefined) write(this.words, " ");
    else write(this.words, wordsOf(line, this.overlay.places[at!]!, value, at!, this.chosen.axis));
  }

  private drawEnds(plot: uPlot): void {
    const { ctx, bbox } = plot;
    const ratio = devicePixelRatio;
    const { places, lines } = this.overlay;
    const x = bbox.left + bbox.width + 10 * ratio;
    const labels = [];
    for (const line of lines) {
      const end = endOf(line);
      if (line.colour === OTHER || end < 0) continue;
      const colour = token(line.colour);
      const y = plot.valToPos(line.values[end]!, "y", true);
      endDot(ctx, plot.valToPos(places[end]!, "x", true), y, colour);
      labels.push({ text: cut(labelOf(line), this.labelRoom - 14), colour, x, y });
    }
    writeLabels(ctx, spread(labels, LABEL_GAP * ratio, bbox.top + bbox.height, bbox.top));
  }
}

function strokeOf({ colour, band }: Line, all: Line[]): uPlot.Series {
  const width = colour === OTHER ? 1 : band ? 2 : all.length > COLOURED ? 1.75 : 1.5;
  return {
    stroke: token(colour),
    width,
    alpha: colour === OTHER && all.length > 50 ? 0.5 : 1,
    points: { show: false },
  };
}

function bandFill(colour: string): string {
  return `color-mix(in srgb, ${token(colour)} 14%, transparent)`;
}

/** A line's name, with the number of its runs where it is a group. */
function labelOf({ label, band, members }: Line): string {
  return band ? `n=${members.length} ${label}` : label;
}

function wordsOf(line: Line, place: number, value: number, at: number, axis: Axis): string {
  const where =
    axis === "seconds"
      ? `after ${duration(place)}`
      : `${axis === "generation" ? "generation" : "episode"} ${count(place)}`;
  const { band, members, label } = line;
  if (!band) return `${label}, ${where}: ${score(value)}`;
  const half = `${score(band.low[at]!)} to ${score(band.high[at]!)}`;
  return `${label}, ${where}: median ${score(value)}, middle half ${half}, of ${plural(members.length, "run")}`;
}

/** Where an axis reaches large numbers, all of its marks are shortened. */
function axisMarks(marks: number[]): string[] {
  return marks.some((mark) => Math.abs(mark) >= 10_000) ? marks.map(short) : alike(marks);
}
