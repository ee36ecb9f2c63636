/** Species over generations: a band for each, as wide as it has members, from its birth to its end. */

import type uPlot from "uplot";
import type { GenerationStats } from "../generated/api";
import { count } from "../panels/format";
import type { Picture } from "./generation-plot";
import { token } from "./tokens";

/** Colours there are for species that live at the same time; further ones share a grey. */
const COLOURS = 8;
/** px; a narrower band has no room for its name, nor for the mark of its end */
const LEAST_HEIGHT = 13;
const CROSS = 3;

export interface Band {
  id: number;
  /** 1..COLOURS, or null: one more than there are colours for */
  colour: number | null;
  /** where it stands in the run's generations, first and last */
  first: number;
  last: number;
  /** [generations] creatures below it, and its own */
  below: number[];
  size: number[];
}

/** The run's species, oldest at the bottom. */
export function speciesBands(generations: GenerationStats[]): Band[] {
  const bands = new Map<number, Band>();
  generations.forEach(({ species }, at) => {
    for (const { id, size } of species) {
      const band = bands.get(id) ?? bornAt(id, at, generations.length);
      bands.set(id, band);
      band.size[at] = size;
      band.last = at;
    }
  });
  const sorted = [...bands.values()].sort((a, b) => a.id - b.id);
  stack(sorted, generations.length);
  paint(sorted);
  return sorted;
}

function bornAt(id: number, at: number, generations: number): Band {
  const zeros = () => new Array<number>(generations).fill(0);
  return { id, colour: null, first: at, last: at, below: zeros(), size: zeros() };
}

function stack(bands: Band[], generations: number): void {
  for (let at = 0; at < generations; at++) {
    let below = 0;
    for (const band of bands) {
      band.below[at] = below;
      below += band.size[at]!;
    }
  }
}

/**
 * Give species colours that none has which lives at the same time: first to those that most creatures were of, and, so
 * that it rarely changes as the run goes on, the one after its number if that is free.
 */
function paint(bands: Band[]): void {
  const members = ({ size }: Band) => size.reduce((sum, n) => sum + n, 0);
  const painted: Band[] = [];
  for (const band of bands.toSorted((a, b) => members(b) - members(a) || a.id - b.id)) {
    const taken = new Set(
      painted
        .filter(({ first, last }) => first <= band.last && last >= band.first)
        .map(({ colour }) => colour),
    );
    const colours = Array.from({ length: COLOURS }, (_, i) => ((band.id - 1 + i) % COLOURS) + 1);
    band.colour = colours.find((colour) => !taken.has(colour)) ?? null;
    if (band.colour !== null) painted.push(band);
  }
}

/** "6 species: 12 has 34 creatures, 7 has 20": the largest first. */
export function speciesWords({ species }: GenerationStats, most = 3): string {
  const largest = species.toSorted((a, b) => b.size - a.size).slice(0, most);
  const named = largest.map(({ id, size }) => `no. ${id}: ${count(size)}`).join(", ");
  const rest = species.length > most ? ", …" : "";
  return `${count(species.length)} species · ${named}${rest}`;
}

/**
 * Bands of all species; names stand at the ends of those that live, and within those that have died out where they were
 * largest. A cross is where one ended.
 */
export function speciesPicture(): Picture {
  let bands: Band[] = [];
  return {
    axis: "creatures",
    labelRoom: 92,
    words(generations) {
      const last = generations.at(-1);
      return last
        ? `Species by generation, ${count(bands.length)} so far. In generation ${last.number}: ${speciesWords(last)}`
        : "Species by generation";
    },
    data(generations) {
      bands = speciesBands(generations);
      return [
        generations.map(({ number }) => number),
        generations.map(({ species }) => species.reduce((sum, { size }) => sum + size, 0)),
      ];
    },
    series: () => [{ stroke: "transparent", points: { show: false } }],
    range: (_, high) => [0, Math.max(high, 1)],
    under(plot, generations) {
      plot.ctx.save();
      for (const band of bands) drawBand(plot, band);
      for (const band of bands) {
        if (band.last === generations.length - 1) continue;
        drawEnd(plot, band);
        drawName(plot, band);
      }
      plot.ctx.restore();
    },
    labels: (plot, generations) =>
      bands
        .filter(
          (band) =>
            band.last === generations.length - 1 &&
            heightOf(plot, band, band.last) >= LEAST_HEIGHT * devicePixelRatio,
        )
        .map((band) => ({
          text: `no. ${band.id} · ${count(band.size[band.last]!)}`,
          colour: colourOf(band),
          ink: token("text-2"),
          y: plot.valToPos(band.below[band.last]! + band.size[band.last]! / 2, "y", true),
        })),
  };
}

function colourOf({ colour }: Band): string {
  return token(colour === null ? "c-other" : `c${colour}`);
}

/** px of the canvas */
function heightOf(plot: uPlot, { below, size }: Band, at: number): number {
  return plot.valToPos(below[at]!, "y", true) - plot.valToPos(below[at]! + size[at]!, "y", true);
}

/** A species' band, with a line of the ground's colour above it, so that neighbours stay apart whatever their colours. */
function drawBand(plot: uPlot, band: Band): void {
  const { ctx } = plot;
  const from = Math.max(0, band.first - 1);
  const to = Math.min(band.below.length - 1, band.last + 1);
  const x = (at: number) => plot.valToPos(plot.data[0][at]!, "x", true);
  const y = (value: number) => plot.valToPos(value, "y", true);
  ctx.beginPath();
  for (let at = from; at <= to; at++) ctx.lineTo(x(at), y(band.below[at]! + band.size[at]!));
  for (let at = to; at >= from; at--) ctx.lineTo(x(at), y(band.below[at]!));
  ctx.closePath();
  ctx.fillStyle = colourOf(band);
  ctx.fill();
  ctx.strokeStyle = token("surface");
  ctx.lineWidth = 0.75 * devicePixelRatio;
  ctx.stroke();
}

/** A cross in a band's last generation. */
function drawEnd(plot: uPlot, band: Band): void {
  const { ctx } = plot;
  if (heightOf(plot, band, band.last) < LEAST_HEIGHT * devicePixelRatio) return;
  const arm = CROSS * devicePixelRatio;
  const x = plot.valToPos(plot.data[0][band.last]!, "x", true);
  const y = plot.valToPos(band.below[band.last]! + band.size[band.last]! / 2, "y", true);
  ctx.strokeStyle = token("text");
  ctx.lineWidth = 1.5 * devicePixelRatio;
  ctx.beginPath();
  ctx.moveTo(x - arm, y - arm);
  ctx.lineTo(x + arm, y + arm);
  ctx.moveTo(x - arm, y + arm);
  ctx.lineTo(x + arm, y - arm);
  ctx.stroke();
}

/** The name of a species that has died out, where it was largest, if it has room there. */
function drawName(plot: uPlot, band: Band): void {
  const { ctx } = plot;
  const at = band.size.indexOf(band.size.reduce((most, size) => Math.max(most, size), 0));
  const x = (generation: number) => plot.valToPos(plot.data[0][generation]!, "x", true);
  const name = `no. ${band.id}`;
  ctx.font = `${500} ${11 * devicePixelRatio}px ${token("font")}`;
  const width = ctx.measureText(name).width + 8 * devicePixelRatio;
  const [left, right] = [x(band.first), x(band.last)];
  if (right - left < width || heightOf(plot, band, at) < LEAST_HEIGHT * devicePixelRatio) return;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.strokeStyle = token("surface");
  ctx.fillStyle = token("text");
  ctx.lineWidth = 3 * devicePixelRatio;
  ctx.lineJoin = "round";
  const middle = Math.max(left + width / 2, Math.min(right - width / 2, x(at)));
  const y = plot.valToPos(band.below[at]! + band.size[at]! / 2, "y", true);
  ctx.strokeText(name, middle, y);
  ctx.fillText(name, middle, y);
}
