/** Labels at the ends of lines, in the order of the lines, moved apart where they would touch. */

import type uPlot from "uplot";
import { token } from "./tokens";

export interface EndLabel {
  text: string;
  colour: string;
  /** colour of the words, where it is not the line's */
  ink?: string;
  /** px from the top */
  y: number;
}

/** px between labels, at least */
export const LABEL_GAP = 13;
/** px that a letter takes on average */
const LETTER = 6.2;
const DOT = 2.5;
const AWAY = 8;
/** letters of a figure beside a name, with the space between: " 12 345.6" */
const FIGURE = 9;

/**
 * The labels at least `gap` apart, none below `bottom` and, where there is room for all, none above `top`; each as near
 * to its line as that allows.
 */
export function spread<Label extends EndLabel>(
  labels: Label[],
  gap: number,
  bottom: number,
  top = -Infinity,
): Label[] {
  const sorted = labels.map((label) => ({ ...label })).sort((a, b) => a.y - b.y);
  let limit = bottom;
  for (const label of sorted.toReversed()) {
    label.y = Math.min(label.y, limit);
    limit = label.y - gap;
  }
  limit = top;
  for (const label of sorted) {
    label.y = Math.max(label.y, limit);
    limit = label.y + gap;
  }
  return sorted;
}

/** A dot at each line's end and its name beside it. @param x px of the canvas, where the lines end */
export function drawEndLabels(plot: uPlot, x: number, labels: EndLabel[]): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  for (const { colour, y } of labels) endDot(ctx, x, y, colour);
  const beside = labels.map((label) => ({ ...label, x: x + AWAY * ratio }));
  writeLabels(ctx, spread(beside, LABEL_GAP * ratio, bbox.top + bbox.height));
}

/** A dot where a line ends. */
export function endDot(ctx: CanvasRenderingContext2D, x: number, y: number, colour: string): void {
  ctx.save(); // the plot takes it that its colours are still set
  ctx.fillStyle = colour;
  ctx.beginPath();
  ctx.arc(x, y, DOT * devicePixelRatio, 0, 2 * Math.PI);
  ctx.fill();
  ctx.restore();
}

/** Write each label to the right of its place. */
export function writeLabels(ctx: CanvasRenderingContext2D, labels: (EndLabel & { x: number })[]): void {
  ctx.save();
  ctx.font = `${500} ${11 * devicePixelRatio}px ${token("font")}`;
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  for (const { text, colour, ink, x, y } of labels) {
    ctx.fillStyle = ink ?? colour;
    ctx.fillText(text, x, y);
  }
  ctx.restore();
}

/** px beside the lines that their names and figures take. */
export function labelRoom(names: string[]): number {
  return Math.ceil(AWAY + widthOf(FIGURE + Math.max(...names.map((name) => name.length))));
}

/** px that a label of so many letters takes. */
export function widthOf(letters: number): number {
  return LETTER * letters;
}

/** A label that fits into so many px. */
export function cut(text: string, room: number): string {
  const most = Math.max(Math.floor(room / LETTER), 2);
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
