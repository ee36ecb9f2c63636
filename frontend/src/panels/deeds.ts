/** What people do with runs, in which states it can be done, and why not in the others. */

import type { RunSummary } from "../generated/api";
import { STATES, type State } from "./pill";

export type Deed = "pause" | "resume" | "cancel" | "extend" | "fork" | "delete";

/** States in which each deed can be done (as in services.py, extending.py, deleting.py). */
const LEGAL: Record<Exclude<Deed, "fork">, State[]> = {
  pause: ["QUEUED", "RUNNING"],
  resume: ["PAUSED", "FAILED"],
  cancel: ["QUEUED", "RUNNING", "PAUSED"],
  extend: ["DONE", "PAUSED"],
  delete: ["PAUSED", "DONE", "FAILED", "CANCELLED"],
};

/** The next step, where there is one. */
const INSTEAD: Partial<Record<Deed, Partial<Record<State, string>>>> = {
  extend: {
    RUNNING: "pause it first",
    QUEUED: "pause it first",
    FAILED: "resume it first",
    CANCELLED: "a fork of it can go on",
  },
  delete: { RUNNING: "cancel it first", QUEUED: "cancel it first" },
  resume: { CANCELLED: "a fork of it can go on", DONE: "extend it to go on" },
};

/** Why a deed cannot be done with a run now; empty where it can. A run can be forked by all who see it. */
export function whyNot(deed: Deed, run: RunSummary): string {
  if (deed === "fork") return run.generation === null ? "No generation is recorded yet." : "";
  if (!run.may_edit) return "It is not yours to change.";
  if (LEGAL[deed].includes(run.state)) return "";
  const instead = INSTEAD[deed]?.[run.state];
  return `It is ${STATES[run.state].word.toLowerCase()}${instead ? `: ${instead}` : ""}.`;
}
