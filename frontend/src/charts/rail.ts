/** The generation rail: a slider whose track is the heat strip of fitness; planned generations are hatched. */

import type { GenerationStats } from "../generated/api";
import { el } from "../panels/dom";
import { count, score } from "../panels/format";
import { championScore } from "../panels/scores";
import { THEME_EVENT } from "../panels/theme";
import { cursor } from "./cursor";
import { heatStrip } from "./heat";
import { generationAt, positionOf, spanOf, stepBy, ticks } from "./rail-scale";
import { tickFont, token } from "./tokens";

export interface Rail {
  root: HTMLElement;
  /** Show these, of so many recorded ones, of a run that is planned to have generation 0 to `planned`. */
  update(generations: GenerationStats[], recorded: number, planned: number): void;
  /** Put the knob on a generation; its figures are told if they are known. */
  choose(generation: number, stats: GenerationStats | undefined): void;
}

const TRACK = 56;
const HATCH = 8;
const KNOB = 6;

/** @param onChoose told the generation that a person moved the knob to */
export function generationRail(onChoose: (generation: number) => void): Rail {
  return new RailCanvas(onChoose);
}

class RailCanvas implements Rail {
  readonly root: HTMLElement;
  private readonly canvas = el("canvas");
  private readonly onChoose: (generation: number) => void;
  private generations: GenerationStats[] = [];
  private strip: HTMLCanvasElement | null = null;
  private recorded = 0;
  private planned = 0;
  private chosen = 0;
  private hovered: number | null = null;

  constructor(onChoose: (generation: number) => void) {
    this.onChoose = onChoose;
    this.root = el(
      "div",
      { class: "rail-slider", role: "slider", tabindex: 0, "aria-label": "Generation", "aria-valuemin": 0 },
      this.canvas,
    );
    this.root.addEventListener("keydown", (event) => this.key(event));
    this.root.addEventListener("pointerdown", (event) => this.press(event));
    this.root.addEventListener("pointermove", (event) => {
      if (this.root.hasPointerCapture(event.pointerId)) this.point(event);
      cursor.move(this.generations.length ? this.under(event) : null);
    });
    this.root.addEventListener("pointerleave", () => cursor.move(null));
    cursor.onMove((generation) => {
      this.hovered = generation;
      this.draw();
    });
    new ResizeObserver(() => this.draw()).observe(this.root);
    window.addEventListener(THEME_EVENT, () => this.repaint());
  }

  update(generations: GenerationStats[], recorded: number, planned: number): void {
    this.generations = generations;
    this.recorded = recorded;
    this.planned = planned;
    this.root.setAttribute("aria-valuemax", `${Math.max(0, recorded - 1)}`);
    this.repaint();
  }

  choose(generation: number, stats: GenerationStats | undefined): void {
    this.chosen = generation;
    this.root.setAttribute("aria-valuenow", `${generation}`);
    this.root.setAttribute(
      "aria-valuetext",
      stats
        ? [`Generation ${generation}`, `highest ${score(stats.best)}`, championScore(stats)]
            .filter(Boolean)
            .join(", ")
        : this.recorded
          ? `Generation ${generation}`
          : "No generation yet",
    );
    this.draw();
  }

  private get span(): number {
    return spanOf(this.recorded, this.planned);
  }

  private key(event: KeyboardEvent): void {
    const to = stepBy(event.key, this.chosen, this.recorded - 1);
    if (to === null || this.recorded === 0) return;
    event.preventDefault();
    this.onChoose(to);
  }

  private press(event: PointerEvent): void {
    this.root.setPointerCapture(event.pointerId);
    this.point(event);
  }

  private point(event: PointerEvent): void {
    if (this.generations.length === 0) return;
    const to = this.under(event);
    if (to !== this.chosen) this.onChoose(to);
  }

  private under(event: PointerEvent): number {
    const box = this.root.getBoundingClientRect();
    return generationAt(event.clientX - box.left, box.width, this.span, this.recorded);
  }

  private repaint(): void {
    this.strip = heatStrip(this.generations);
    this.draw();
  }

  private draw(): void {
    const { clientWidth: width, clientHeight: height } = this.root;
    const context = this.canvas.getContext("2d");
    if (!width || !context) return;
    const ratio = window.devicePixelRatio;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    context.scale(ratio, ratio);
    const done = (this.recorded / this.span) * width;
    this.drawTrack(context, width, done);
    this.drawTicks(context, width);
    if (this.hovered !== null) this.drawCursor(context, positionOf(this.hovered, width, this.span));
    const x = positionOf(this.chosen, width, this.span);
    if (this.generations.length) this.drawKnob(context, Math.max(KNOB, Math.min(width - KNOB, x)));
  }

  private drawTrack(context: CanvasRenderingContext2D, width: number, done: number): void {
    context.fillStyle = token("sunken");
    context.fillRect(done, 0, width - done, TRACK);
    if (this.strip) {
      context.imageSmoothingEnabled = this.strip.width > done;
      context.drawImage(this.strip, 0, 0, done, TRACK);
    }
    context.save();
    context.beginPath();
    context.rect(done, 0, width - done, TRACK);
    context.clip();
    context.strokeStyle = token("border");
    context.beginPath();
    for (let x = done - TRACK; x < width; x += HATCH) {
      context.moveTo(x, TRACK);
      context.lineTo(x + TRACK, 0);
    }
    context.stroke();
    context.restore();
  }

  private drawTicks(context: CanvasRenderingContext2D, width: number): void {
    context.fillStyle = token("text-3");
    context.font = tickFont();
    context.textBaseline = "top";
    for (const mark of ticks(this.span, width)) {
      const x = positionOf(mark, width, this.span);
      const half = context.measureText(count(mark)).width / 2;
      context.fillText(count(mark), Math.min(width - 2 * half, Math.max(0, x - half)), TRACK + 15);
    }
  }

  /** The cursor that all charts of the page share. */
  private drawCursor(context: CanvasRenderingContext2D, x: number): void {
    context.strokeStyle = token("text-3");
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(x, 0);
    context.lineTo(x, TRACK);
    context.stroke();
  }

  private drawKnob(context: CanvasRenderingContext2D, x: number): void {
    context.strokeStyle = token("text");
    context.lineWidth = 2;
    context.beginPath();
    context.moveTo(x, 0);
    context.lineTo(x, TRACK + 1);
    context.stroke();
    context.fillStyle = token("surface");
    context.beginPath();
    context.arc(x, TRACK + KNOB, KNOB - 1, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  }
}
