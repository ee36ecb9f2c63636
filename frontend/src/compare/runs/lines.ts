/** The lines of the overlay: single runs, or groups with their bands; the first eight have colours of their own. */

import type { ComparedRun } from "../../generated/api";
import { type Axis, type Band, bandOf, type Measure, placesOf, readAt, type Values } from "./bands";
import type { Group } from "./grouping";

/** One line, with the runs behind it. */
export interface Line {
  label: string;
  /** name of a colour token */
  colour: string;
  values: Values;
  /** of a group */
  band: Band | null;
  members: ComparedRun[];
}

export interface Overlay {
  places: number[];
  lines: Line[];
}

/** Colour tokens by the label of a group, or by run where there are no groups. */
export type Colours = Map<string | number, string>;

export const COLOURED = 8;
export const OTHER = "c-other";

/** Groups take colours in their order; of single runs the eight that stand highest. */
export function coloursOf(runs: ComparedRun[], groups: Group[] | null, measure: Measure): Colours {
  const keys = groups ? groups.map(({ label }) => label) : highest(runs, measure).map(({ id }) => id);
  return new Map(keys.slice(0, COLOURED).map((key, i) => [key, `c${i + 1}`]));
}

function highest(runs: ComparedRun[], measure: Measure): ComparedRun[] {
  const last = ({ curve }: ComparedRun): number => curve[measure].at(-1) ?? -Infinity;
  return runs.toSorted((a, b) => last(b) - last(a) || a.id - b.id);
}

/** Colour token of a run, be it in a group or not. */
export function colourOf(run: ComparedRun, groups: Group[] | null, colours: Colours): string {
  const group = groups?.find(({ members }) => members.some(({ id }) => id === run.id));
  return colours.get(groups ? (group?.label ?? "") : run.id) ?? OTHER;
}

/**
 * Lines in the order in which they are drawn: those without a colour of their own lie below.
 * @param all the runs over which the axis goes, whether they are shown or not
 */
export function overlayOf(
  runs: ComparedRun[],
  all: ComparedRun[],
  groups: Group[] | null,
  colours: Colours,
  axis: Axis,
  measure: Measure,
): Overlay {
  const there = runs.filter(({ curve }) => curve.generation.length > 0);
  const places = placesOf(all, axis);
  const read = new Map(
    there.map((run) => [run.id, readAt(run.curve[axis], run.curve[measure], places)] as [number, Values]),
  );
  const lines = groups
    ? groups.flatMap(({ label, members }) => groupLine(label, members, colours, read))
    : there.map((run) => ({
        label: run.name,
        colour: colours.get(run.id) ?? OTHER,
        values: read.get(run.id)!,
        band: null,
        members: [run],
      }));
  const isOther = ({ colour }: Line): number => Number(colour === OTHER);
  return { places, lines: lines.sort((a, b) => isOther(b) - isOther(a)) };
}

function groupLine(
  label: string,
  members: ComparedRun[],
  colours: Colours,
  read: Map<number, Values>,
): Line[] {
  const there = members.filter(({ id }) => read.has(id));
  if (there.length === 0) return [];
  const band = bandOf(
    there.map(({ id }) => read.get(id)!),
    there.map(({ state }) => state === "DONE"),
  );
  return [{ label, colour: colours.get(label) ?? OTHER, values: band.median, band, members: there }];
}

/** Place of a line's last value; −1 of a line without one. */
export function endOf({ values }: Line): number {
  return values.findLastIndex((value) => value !== null);
}
