/** The graph's two pictures: links and labels, which change with the focus alone, and discs, which change with time. */

import type { Activations } from "../../api/clip";
import { tickFont, token } from "../../charts/tokens";
import { LABELLED, type Places } from "./layout";
import { activationOf, type Net } from "./net";
import type { Pen } from "./pen";

/** Links that are drawn at most, the strongest; of a dense net with many neurons the others are a haze. */
export const MOST_LINKS = 1200;
const THINNEST = 0.5;
const THICKEST = 3;
const DIMMED = 0.15;
/** links beyond which each is the fainter, the more there are */
const CROWD = 120;
const TURN = 2 * Math.PI;

/** Colours of the theme that is shown, mixed once. */
export interface Palette {
  negative: string;
  positive: string;
  idle: string;
  /** of discs, from −1 to 1 */
  discs: string[];
  ring: string;
  accent: string;
  text: string;
  faint: string;
  font: string;
}

const STEPS = 32;

export function readPalette(): Palette {
  const [surface, negative, positive] = [token("surface"), token("d1"), token("d5")];
  const mix = (colour: string, share: number): string =>
    `color-mix(in srgb, ${colour} ${Math.round(100 * share)}%, ${surface})`;
  const discs = Array.from({ length: 2 * STEPS + 1 }, (_, i) => {
    const value = i / STEPS - 1;
    return mix(value < 0 ? negative : positive, Math.abs(value) ** 0.8);
  });
  return {
    negative,
    positive,
    idle: token("border-strong"),
    discs: discs.map(plainColour),
    ring: token("border-strong"),
    accent: token("accent"),
    text: token("text-2"),
    faint: token("text-3"),
    font: tickFont(),
  };
}

const swatch = document.createElement("canvas").getContext("2d");

/** A colour as the canvas writes it, so that nothing has to be mixed again in every frame. */
function plainColour(colour: string): string {
  if (!swatch) return colour;
  swatch.fillStyle = colour;
  return swatch.fillStyle as string;
}

/** Links to draw, the weakest first so that the strongest lie on top. */
export function drawnLinks(net: Net): Net["links"] {
  const byStrength = [...net.links].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  return byStrength.slice(0, MOST_LINKS).reverse();
}

/** Draw links and names; those that have nothing to do with the neuron in focus step back. */
export function drawStill(
  { context, width, height }: Pen,
  net: Net,
  links: Net["links"],
  places: Places,
  palette: Palette,
  focused: number | null,
): void {
  context.clearRect(0, 0, width, height);
  const thin = Math.min(1, Math.sqrt(CROWD / Math.max(links.length, 1)));
  const strongest = Math.max(...links.map(({ weight }) => Math.abs(weight)), 1e-9);
  for (const { from, to, weight, enabled } of links) {
    const share = Math.abs(weight) / strongest;
    const near = focused === null || from === focused || to === focused;
    const crowded = focused === null ? thin : 1;
    context.globalAlpha = near ? crowded * (enabled ? 0.18 + 0.72 * share : 0.5) : DIMMED * thin;
    context.strokeStyle = !enabled ? palette.idle : weight < 0 ? palette.negative : palette.positive;
    context.lineWidth = enabled ? THINNEST + (THICKEST - THINNEST) * share : 1;
    context.setLineDash(enabled ? [] : [2, 3]);
    strokeLink(context, places.at, from, to);
  }
  context.globalAlpha = 1;
  context.setLineDash([]);
  drawNames(context, net, places, palette, focused);
}

function strokeLink(context: CanvasRenderingContext2D, at: Float32Array, from: number, to: number): void {
  const [x1, y1, x2, y2] = [at[2 * from]!, at[2 * from + 1]!, at[2 * to]!, at[2 * to + 1]!];
  const bend = 0.45 * (x2 - x1);
  context.beginPath();
  context.moveTo(x1, y1);
  context.bezierCurveTo(x1 + bend, y1, x2 - bend, y2, x2, y2);
  context.stroke();
}

function drawNames(
  context: CanvasRenderingContext2D,
  net: Net,
  places: Places,
  palette: Palette,
  focused: number | null,
): void {
  const { at, radius } = places;
  const away = radius + 6;
  context.font = palette.font;
  context.textBaseline = "middle";
  const write = (neuron: number, text: string, left: boolean): void => {
    context.fillStyle = neuron === focused ? palette.accent : palette.text;
    context.textAlign = left ? "right" : "left";
    context.fillText(text, at[2 * neuron]! + (left ? -away : away), at[2 * neuron + 1]!);
  };
  if (places.inputSpacing >= LABELLED)
    for (let i = 0; i < net.inputs; i++) write(i, net.neurons[i]!.name, true);
  else drawGroups(context, net, places, palette);
  const first = net.inputs + net.hidden;
  for (let i = first; i < net.neurons.length; i++)
    if (places.outputSpacing >= LABELLED || i === focused) write(i, net.neurons[i]!.name, false);
}

/** Names of the senses alone, each beside a line along its inputs. */
function drawGroups(context: CanvasRenderingContext2D, net: Net, places: Places, palette: Palette): void {
  const { at, radius } = places;
  context.strokeStyle = palette.idle;
  context.lineWidth = 1;
  context.textAlign = "right";
  context.fillStyle = palette.text;
  for (let i = 0; i < net.inputs; ) {
    const { sense = "" } = net.neurons[i]!;
    let last = i;
    while (last + 1 < net.inputs && net.neurons[last + 1]!.sense === sense) last++;
    const x = at[2 * i]! - radius - 5;
    context.beginPath();
    context.moveTo(x, at[2 * i + 1]! - radius);
    context.lineTo(x, at[2 * last + 1]! + radius);
    context.stroke();
    context.fillText(sense, x - 5, (at[2 * i + 1]! + at[2 * last + 1]!) / 2);
    i = last + 1;
  }
}

/** Draw what each neuron says in a frame; allocates nothing. */
export function drawLive(
  { context, width, height }: Pen,
  net: Net,
  carried: Activations,
  places: Places,
  palette: Palette,
  frame: number,
  focused: number | null,
): void {
  const { at, radius } = places;
  const last = net.inputs + net.hidden;
  context.clearRect(0, 0, width, height);
  context.lineWidth = 1;
  context.strokeStyle = palette.ring;
  for (let neuron = 0; neuron < net.neurons.length; neuron++) {
    const isHidden = neuron >= net.inputs && neuron < last;
    const value = activationOf(net, carried, neuron, frame) / (isHidden ? carried.hiddenScale : 1);
    context.fillStyle = palette.discs[Math.round((Math.min(Math.max(value, -1), 1) + 1) * STEPS)]!;
    context.beginPath();
    context.arc(at[2 * neuron]!, at[2 * neuron + 1]!, radius, 0, TURN);
    context.fill();
    context.stroke();
  }
  if (focused === null) return;
  context.strokeStyle = palette.accent;
  context.lineWidth = 2;
  context.beginPath();
  context.arc(at[2 * focused]!, at[2 * focused + 1]!, radius + 2.5, 0, TURN);
  context.stroke();
}
