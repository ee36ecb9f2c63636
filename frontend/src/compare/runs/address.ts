/** What the address says of the comparison, so that a link shows others the same. */

import { AXES, type Axis, MEASURES, type Measure } from "./bands";
import type { Grouping } from "./grouping";

export interface Looked {
  runs: number[];
  axis: Axis;
  /** undefined: what suits the runs */
  measure: Measure | undefined;
  group: Grouping | undefined;
  /** undefined: those that everybody begins with */
  columns: string[] | undefined;
}

/** @param runs those that the server found in the address */
export function lookedAt(runs: number[], search: string): Looked {
  const said = new URLSearchParams(search);
  const axis = said.get("x") ?? "";
  const measure = said.get("y") ?? "";
  return {
    runs,
    axis: axis in AXES ? (axis as Axis) : "generation",
    measure: measure in MEASURES ? (measure as Measure) : undefined,
    group: said.get("group") ?? undefined,
    columns: said.get("columns")?.split(",").filter(Boolean),
  };
}

/** The part of the address after its path. */
export function searchOf({ runs, axis, measure, group, columns }: Looked): string {
  const parts = [`runs=${runs.join(",")}`];
  if (axis !== "generation") parts.push(`x=${axis}`);
  if (measure) parts.push(`y=${measure}`);
  if (group) parts.push(`group=${encodeURIComponent(group)}`);
  if (columns) parts.push(`columns=${columns.join(",")}`);
  return `?${parts.join("&")}`;
}
