/** The marks of which a family graph is made, and the colours and type that they have. */

import { colourAt, heatScale } from "../charts/heat";
import { tickFont, token } from "../charts/tokens";
import type { Box, Zoom } from "./zoom";

/** Colours and type of the present theme, read once. */
export interface Look {
  heat: string[];
  tokens: Map<string, string>;
  font: string;
  bold: string;
}

/** What is drawn on, and how. */
export interface Sheet {
  context: CanvasRenderingContext2D;
  box: Box;
  look: Look;
  zoom: Zoom;
}

const HEAT_STEPS = 64;
/** Share of the heat scale at which it begins, so that the least fit are not as pale as the ground. */
const PALEST = 0.18;
/** px along and across */
const STUB = 7;

export function lookOf(): Look {
  const scale = heatScale();
  const heat = Array.from({ length: HEAT_STEPS }, (_, i) => {
    const share = PALEST + ((1 - PALEST) * i) / (HEAT_STEPS - 1);
    return `rgb(${colourAt(scale, share).map(Math.round).join(" ")})`;
  });
  return { heat, tokens: new Map(), font: tickFont(), bold: tickFont(600) };
}

/** Colour of a token. */
export function colourOf(look: Look, name: string): string {
  let colour = look.tokens.get(name);
  if (colour === undefined) {
    colour = token(name);
    look.tokens.set(name, colour);
  }
  return colour;
}

/** Colour of a share, 0..1, on the heat scale. */
export function heatOf({ heat }: Look, share: number): string {
  return heat[Math.round(share * (HEAT_STEPS - 1))]!;
}

/** A short way back to parents that are not shown. */
export function stub(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.save();
  context.setLineDash([2, 2]);
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x - STUB, y - STUB);
  context.stroke();
  context.restore();
}

/** Round a creature that is chosen, or under the pointer. */
export function ring({ context, look }: Sheet, x: number, y: number, size: number, chosen: boolean): void {
  context.save();
  context.strokeStyle = colourOf(look, chosen ? "accent" : "text-3");
  context.lineWidth = 2;
  context.beginPath();
  context.arc(x, y, size + 4, 0, 2 * Math.PI);
  context.stroke();
  context.restore();
}

/** A circle for a mutation, a diamond for a crossover, a triangle for a migrant, a square for who began a run. */
export function shape(
  context: CanvasRenderingContext2D,
  operator: string,
  x: number,
  y: number,
  r: number,
): void {
  if (operator === "crossover") corners(context, x, y, [0, -1.3 * r, 1.3 * r, 0, 0, 1.3 * r, -1.3 * r, 0]);
  else if (operator === "migration") corners(context, x, y, [-r, -1.2 * r, 1.3 * r, 0, -r, 1.2 * r]);
  else if (operator === "mutation") context.arc(x, y, r, 0, 2 * Math.PI);
  else context.rect(x - 0.9 * r, y - 0.9 * r, 1.8 * r, 1.8 * r);
}

function corners(context: CanvasRenderingContext2D, x: number, y: number, at: number[]): void {
  for (let i = 0; i < at.length; i += 2) context.lineTo(x + at[i]!, y + at[i + 1]!);
  context.closePath();
}

/** A stretch that is drawn as one. */
export function pill(context: CanvasRenderingContext2D, x: number, end: number, y: number, r: number): void {
  context.roundRect(x - r, y - r, Math.max(2 * r, end - x + 2 * r), 2 * r, r);
}

/** Words on a ground of their own, within the picture. */
export function words({ context, box, look }: Sheet, text: string, x: number, y: number, bold = false): void {
  context.save();
  context.font = bold ? look.bold : look.font;
  context.textAlign = "center";
  context.textBaseline = "middle";
  const half = context.measureText(text).width / 2 + 3;
  const at = Math.max(half, Math.min(box.width - half, x));
  context.globalAlpha = 0.85;
  context.fillStyle = colourOf(look, "surface");
  context.fillRect(at - half, y - 7, 2 * half, 14);
  context.globalAlpha = 1;
  context.fillStyle = colourOf(look, "text-2");
  context.fillText(text, at, y + 0.5);
  context.restore();
}
