/** How a family graph looks: lanes, branches, creatures by their way of birth, and the axis of generations. */

import { colourAt, heatScale } from "../charts/heat";
import { tickFont, token } from "../charts/tokens";
import { count } from "../panels/format";
import type { Shown } from "./fold";
import type { Picture } from "./graph";
import { branchAt, type Layout } from "./lanes";
import type { Box, Zoom } from "./zoom";

/** Colours and type of the present theme, read once. */
export interface Look {
  heat: string[];
  tokens: Map<string, string>;
  font: string;
  bold: string;
}

export interface Scene {
  picture: Picture;
  shown: Shown;
  layout: Layout;
  chosen: number | null;
  hovered: number | null;
}

const HEAT_STEPS = 64;
/** Share of the heat scale at which it begins, so that the least fit are not as pale as the ground. */
const PALEST = 0.18;
const TICK_GAP = 90;
const AXIS = 22;
/** px between lanes from which on names have room, and what a name takes along and across */
const NAMES = { lane: 22, apart: 58, line: 15 };
/** px between lanes from which on folded stretches have room for their number */
const PILL_WORDS = 14;
/** px along and across */
const STUB = 7;
const RADIUS = { least: 1.6, most: 6.5 };
const DASH: Record<string, number[]> = { crossover: [5, 3], migration: [1.5, 3], mutation: [] };

export function lookOf(): Look {
  const scale = heatScale();
  const heat = Array.from({ length: HEAT_STEPS }, (_, i) => {
    const share = PALEST + ((1 - PALEST) * i) / (HEAT_STEPS - 1);
    return `rgb(${colourAt(scale, share).map(Math.round).join(" ")})`;
  });
  return { heat, tokens: new Map(), font: tickFont(), bold: tickFont(600) };
}

function colourOf(look: Look, name: string): string {
  let colour = look.tokens.get(name);
  if (colour === undefined) {
    colour = token(name);
    look.tokens.set(name, colour);
  }
  return colour;
}

export function drawGraph(
  context: CanvasRenderingContext2D,
  box: Box,
  look: Look,
  zoom: Zoom,
  scene: Scene,
): void {
  context.fillStyle = colourOf(look, "surface");
  context.fillRect(0, 0, box.width, box.height);
  drawAxis(context, box, look, zoom);
  const onLine = new Set(scene.picture.family.line.map((place) => scene.shown.nodeOf[place]!));
  drawLines(context, box, look, zoom, scene, onLine);
  drawNodes(context, box, look, zoom, scene);
  drawNames(context, box, look, zoom, scene, onLine);
}

function drawAxis(context: CanvasRenderingContext2D, box: Box, look: Look, zoom: Zoom): void {
  const bottom = box.height - AXIS;
  const every = roundStep(TICK_GAP / zoom.perGeneration);
  const first = Math.ceil(Math.max(0, zoom.generationAt(0)) / every) * every;
  const last = zoom.generationAt(box.width);
  context.strokeStyle = colourOf(look, "border");
  context.fillStyle = colourOf(look, "text-3");
  context.font = look.font;
  context.lineWidth = 1;
  context.setLineDash([]);
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.beginPath();
  for (let mark = first; mark <= last; mark += every) {
    const x = Math.round(zoom.x(mark)) + 0.5;
    context.moveTo(x, 0);
    context.lineTo(x, bottom);
    context.fillText(count(mark), x, bottom + AXIS / 2);
  }
  context.stroke();
}

/** 1, 2, 5, 10, 20 …, at least as large as the wish. */
export function roundStep(wish: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, wish)));
  return [1, 2, 5, 10].map((n) => n * power).find((n) => n >= wish) ?? power;
}

/** Lines of life and the branches to children; those of the marked line last, above the others. */
function drawLines(
  context: CanvasRenderingContext2D,
  box: Box,
  look: Look,
  zoom: Zoom,
  { picture, shown, layout, chosen, hovered }: Scene,
  onLine: Set<number>,
): void {
  const near = new Set([chosen, hovered].filter((node) => node !== null));
  for (const marked of [false, true]) {
    for (let child = 0; child < layout.from.length; child++) {
      const parents = shown.parents[child]!;
      for (let i = 0; i < parents.length; i++) {
        const parent = parents[i]!;
        const isOnLine = i === 0 && onLine.has(child) && onLine.has(parent);
        const isNear = near.has(child) || near.has(parent);
        if ((isOnLine || isNear) !== marked) continue;
        context.strokeStyle = colourOf(look, isOnLine ? "accent" : isNear ? "text" : "border-strong");
        context.lineWidth = isOnLine ? 2.25 : isNear ? 1.5 : 1;
        const operator = picture.family.operators[shown.members[child]![0]!]!;
        context.setLineDash(i > 0 || operator === "migration" ? (DASH[operator] ?? []) : []);
        branch(context, box, zoom, layout, parent, child);
      }
    }
  }
  drawOthers(context, box, look, zoom, picture, shown, layout);
  context.setLineDash([]);
}

/** Second parents of a tree's creatures, beside the lines that make it a tree. */
function drawOthers(
  context: CanvasRenderingContext2D,
  box: Box,
  look: Look,
  zoom: Zoom,
  { others }: Picture,
  shown: Shown,
  layout: Layout,
): void {
  if (!others) return;
  context.strokeStyle = colourOf(look, "text-3");
  context.lineWidth = 1;
  context.setLineDash(DASH.crossover!);
  others.forEach((other, place) => {
    if (other !== null) branch(context, box, zoom, layout, shown.nodeOf[other]!, shown.nodeOf[place]!);
  });
}

function branch(
  context: CanvasRenderingContext2D,
  box: Box,
  zoom: Zoom,
  { from, to, lane }: Layout,
  parent: number,
  child: number,
): void {
  const start = zoom.x(to[parent]!);
  const x = zoom.x(from[child]!);
  if (x < 0 || start > box.width) return;
  const turn = zoom.x(branchAt(from[child]!, to[parent]!));
  const [above, below] = [zoom.y(lane[parent]!), zoom.y(lane[child]!)];
  if (Math.max(above, below) < 0 || Math.min(above, below) > box.height) return;
  const half = (turn + x) / 2;
  context.beginPath();
  context.moveTo(start, above);
  context.lineTo(turn, above);
  context.bezierCurveTo(half, above, half, below, x, below);
  context.stroke();
}

function drawNodes(
  context: CanvasRenderingContext2D,
  box: Box,
  look: Look,
  zoom: Zoom,
  { picture, shown, layout, chosen, hovered }: Scene,
): void {
  const radius = Math.max(RADIUS.least, Math.min(RADIUS.most, 0.3 * zoom.perLane, 0.34 * zoom.perGeneration));
  context.lineWidth = radius > 3 ? 1 : 0.5;
  const marked = picture.mark && shown.nodeOf[picture.mark.place]!;
  for (let node = 0; node < layout.from.length; node++) {
    const x = zoom.x(layout.from[node]!);
    const y = zoom.y(layout.lane[node]!);
    const end = zoom.x(layout.to[node]!);
    if (end < -20 || x > box.width + 20 || y < -20 || y > box.height + 20) continue;
    const members = shown.members[node]!;
    const place = members.at(-1)!;
    const colour = picture.colour(place);
    context.fillStyle =
      typeof colour === "string" ? colourOf(look, colour) : look.heat[Math.round(colour * (HEAT_STEPS - 1))]!;
    context.strokeStyle = colourOf(look, "text-2");
    const size = node === chosen || node === marked ? Math.max(radius, 5) : radius;
    if (picture.isOpen?.(members[0]!)) stub(context, x - size, y);
    context.beginPath();
    if (members.length > 1) pill(context, x, end, y, Math.max(size, 3));
    else shape(context, picture.family.operators[place]!, x, y, size);
    context.fill();
    context.stroke();
    if (members.length > 1 && zoom.perLane >= PILL_WORDS)
      words(context, look, `${count(members.length)}`, (x + end) / 2, y - size - 8, box);
    if (node === chosen || node === hovered) ring(context, look, x, y, size, node === chosen);
    if (node === marked) words(context, look, picture.mark!.words, x, y - size - 10, box);
  }
}

/** A short way back to parents that are not shown. */
function stub(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.save();
  context.setLineDash([2, 2]);
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x - STUB, y - STUB);
  context.stroke();
  context.restore();
}

function ring(
  context: CanvasRenderingContext2D,
  look: Look,
  x: number,
  y: number,
  size: number,
  chosen: boolean,
) {
  context.save();
  context.strokeStyle = colourOf(look, chosen ? "accent" : "text-3");
  context.lineWidth = 2;
  context.beginPath();
  context.arc(x, y, size + 4, 0, 2 * Math.PI);
  context.stroke();
  context.restore();
}

/** A circle for a mutation, a diamond for a crossover, a triangle for a migrant, a square for who began a run. */
function shape(context: CanvasRenderingContext2D, operator: string, x: number, y: number, r: number): void {
  if (operator === "crossover") corners(context, x, y, [0, -1.3 * r, 1.3 * r, 0, 0, 1.3 * r, -1.3 * r, 0]);
  else if (operator === "migration") corners(context, x, y, [-r, -1.2 * r, 1.3 * r, 0, -r, 1.2 * r]);
  else if (operator === "mutation") context.arc(x, y, r, 0, 2 * Math.PI);
  else context.rect(x - 0.9 * r, y - 0.9 * r, 1.8 * r, 1.8 * r);
}

function corners(context: CanvasRenderingContext2D, x: number, y: number, at: number[]): void {
  for (let i = 0; i < at.length; i += 2) context.lineTo(x + at[i]!, y + at[i + 1]!);
  context.closePath();
}

function pill(context: CanvasRenderingContext2D, x: number, end: number, y: number, r: number): void {
  context.roundRect(x - r, y - r, Math.max(2 * r, end - x + 2 * r), 2 * r, r);
}

/** Names below creatures, and numbers on lines that leave creatures out, as far as none covers another. */
function drawNames(
  context: CanvasRenderingContext2D,
  box: Box,
  look: Look,
  zoom: Zoom,
  { picture, shown, layout, chosen, hovered }: Scene,
  onLine: Set<number>,
): void {
  const drawn: [x: number, y: number][] = [];
  const write = (text: string, x: number, y: number, isAsked: boolean): void => {
    const isFree = drawn.every(([a, b]) => Math.abs(a - x) > NAMES.apart || Math.abs(b - y) > NAMES.line);
    if (!isFree && !isAsked) return;
    drawn.push([x, y]);
    words(context, look, text, x, y, box, isAsked);
  };
  const asked = [chosen, hovered].filter((node) => node !== null);
  const named = (node: number): boolean => onLine.has(node) || picture.kind === "tree";
  const rest = zoom.perLane < NAMES.lane ? [] : layout.from.map((_, node) => node).filter(named);
  for (const node of [...asked, ...rest]) {
    const place = shown.members[node]!.at(-1)!;
    const x = zoom.x(layout.from[node]!);
    const y = zoom.y(layout.lane[node]!);
    if (x < 0 || x > box.width || y < 0 || y > box.height) continue;
    write(
      picture.family.names[place]!,
      x,
      y + NAMES.line + (asked.includes(node) ? 4 : 0),
      asked.includes(node),
    );
    const left = picture.edgeWords?.(place);
    if (left) write(left, x - NAMES.apart, y - 8, false);
  }
}

/** Words on a ground of their own, within the picture. */
function words(
  context: CanvasRenderingContext2D,
  look: Look,
  text: string,
  x: number,
  y: number,
  box: Box,
  bold = false,
): void {
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
