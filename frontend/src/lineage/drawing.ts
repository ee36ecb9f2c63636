/** How a family graph looks: lanes, branches, creatures by their way of birth, and the axis of generations. */

import { roundStep } from "../charts/rail-scale";
import { count } from "../panels/format";
import type { Shown } from "./fold";
import type { Picture } from "./graph";
import { branchAt, type Layout } from "./lanes";
import { colourOf, heatOf, pill, ring, type Sheet, shape, stub, words } from "./marks";

export interface Scene {
  picture: Picture;
  shown: Shown;
  layout: Layout;
  chosen: number | null;
  hovered: number | null;
}

const TICK_GAP = 90;
const AXIS = 22;
/** px between lanes from which on names have room, and what a name takes along and across */
const NAMES = { lane: 22, apart: 58, line: 15 };
/** px between lanes from which on folded stretches have room for their number */
const PILL_WORDS = 14;
const RADIUS = { least: 1.6, most: 6.5 };
const DASH: Record<string, number[]> = { crossover: [5, 3], migration: [1.5, 3], mutation: [] };

export function drawGraph(sheet: Sheet, scene: Scene): void {
  const { context, box, look } = sheet;
  context.fillStyle = colourOf(look, "surface");
  context.fillRect(0, 0, box.width, box.height);
  drawAxis(sheet);
  const onLine = new Set(scene.picture.family.line.map((place) => scene.shown.nodeOf[place]!));
  drawLines(sheet, scene, onLine);
  drawNodes(sheet, scene);
  drawNames(sheet, scene, onLine);
}

function drawAxis({ context, box, look, zoom }: Sheet): void {
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

/** Lines of life and the branches to children; those of the marked line last, above the others. */
function drawLines(
  sheet: Sheet,
  { picture, shown, layout, chosen, hovered }: Scene,
  onLine: Set<number>,
): void {
  const { context, look } = sheet;
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
        branch(sheet, layout, parent, child);
      }
    }
  }
  drawOthers(sheet, picture, shown, layout);
  context.setLineDash([]);
}

/** Second parents of a tree's creatures, beside the lines that make it a tree. */
function drawOthers(sheet: Sheet, { others }: Picture, shown: Shown, layout: Layout): void {
  if (!others) return;
  const { context, look } = sheet;
  context.strokeStyle = colourOf(look, "text-3");
  context.lineWidth = 1;
  context.setLineDash(DASH.crossover!);
  others.forEach((other, place) => {
    if (other !== null) branch(sheet, layout, shown.nodeOf[other]!, shown.nodeOf[place]!);
  });
}

function branch(sheet: Sheet, { from, to, lane }: Layout, parent: number, child: number): void {
  const { context, box, zoom } = sheet;
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

function drawNodes(sheet: Sheet, { picture, shown, layout, chosen, hovered }: Scene): void {
  const { context, box, look, zoom } = sheet;
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
    context.fillStyle = typeof colour === "string" ? colourOf(look, colour) : heatOf(look, colour);
    context.strokeStyle = colourOf(look, "text-2");
    const size = node === chosen || node === marked ? Math.max(radius, 5) : radius;
    if (picture.isOpen?.(members[0]!)) stub(context, x - size, y);
    context.beginPath();
    if (members.length > 1) pill(context, x, end, y, Math.max(size, 3));
    else shape(context, picture.family.operators[place]!, x, y, size);
    context.fill();
    context.stroke();
    if (members.length > 1 && zoom.perLane >= PILL_WORDS)
      words(sheet, count(members.length), (x + end) / 2, y - size - 8);
    if (node === chosen || node === hovered) ring(sheet, x, y, size, node === chosen);
    if (node === marked) words(sheet, picture.mark!.words, x, y - size - 10);
  }
}

/** Names below creatures, and numbers on lines that leave creatures out, as far as none covers another. */
function drawNames(
  sheet: Sheet,
  { picture, shown, layout, chosen, hovered }: Scene,
  onLine: Set<number>,
): void {
  const { box, zoom } = sheet;
  const drawn: [x: number, y: number][] = [];
  const write = (text: string, x: number, y: number, isAsked: boolean): void => {
    const isFree = drawn.every(([a, b]) => Math.abs(a - x) > NAMES.apart || Math.abs(b - y) > NAMES.line);
    if (!isFree && !isAsked) return;
    drawn.push([x, y]);
    words(sheet, text, x, y, isAsked);
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
