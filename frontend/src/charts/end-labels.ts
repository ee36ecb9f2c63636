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

const GAP = 13;
const DOT = 2.5;
const AWAY = 8;

/**
 * The labels at least `gap` apart, none below `bottom` and, where there is room for all, none above `top`; each as near
 * to its line as that allows.
 */
export function spread(labels: EndLabel[], gap: number, bottom: number, top = -Infinity): EndLabel[] {
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
  ctx.save();
  ctx.font = `${500} ${11 * ratio}px ${token("font")}`;
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  for (const { colour, y } of labels) {
    ctx.fillStyle = colour;
    ctx.beginPath();
    ctx.arc(x, y, DOT * ratio, 0, 2 * Math.PI);
    ctx.fill();
  }
  for (const { text, colour, ink, y } of spread(labels, GAP * ratio, bbox.top + bbox.height)) {
    ctx.fillStyle = ink ?? colour;
    ctx.fillText(text, x + AWAY * ratio, y);
  }
  ctx.restore();
}
