/** One deed with several runs: with which of them it can be done, and how that and its outcome are told. */

import type { BulkAnswer, RunSummary } from "../generated/api";
import type { Question } from "../panels/confirm";
import { whyNot } from "../panels/deeds";
import { plural } from "../panels/format";

export type BulkDeed = "pause" | "resume" | "cancel" | "delete";

interface Words {
  label: string;
  icon: string;
  /** "3 runs are paused" */
  done: string;
  /** asked before what cannot be undone */
  consequence?: string;
}

export const BULK: Record<BulkDeed, Words> = {
  pause: { label: "Pause", icon: "pause-fill", done: "paused" },
  resume: { label: "Resume", icon: "play-fill", done: "queued again" },
  cancel: {
    label: "Cancel",
    icon: "x-lg",
    done: "cancelled",
    consequence: "What is cancelled cannot be resumed. The generations recorded so far are kept.",
  },
  delete: {
    label: "Delete",
    icon: "trash",
    done: "deleted",
    consequence:
      "All that they recorded goes: generations, creatures and replays, pinned ones too. Forks stay.",
  },
};

export interface Plan {
  ready: RunSummary[];
  /** why the others are skipped, each reason with its runs */
  skipped: Map<string, RunSummary[]>;
}

/** With which of these runs a deed can be done. */
export function planOf(deed: BulkDeed, runs: RunSummary[]): Plan {
  const plan: Plan = { ready: [], skipped: new Map() };
  for (const run of runs) {
    const why = whyNot(deed, run);
    if (why) plan.skipped.set(why, [...(plan.skipped.get(why) ?? []), run]);
    else plan.ready.push(run);
  }
  return plan;
}

/** "2 are skipped: It is done (walker, jumper)." */
export function skippedWords({ skipped }: Plan): string {
  const n = [...skipped.values()].reduce((sum, runs) => sum + runs.length, 0);
  if (n === 0) return "";
  const reasons = [...skipped].map(([why, runs]) => `${why.replace(/\.$/, "")} (${someNames(runs)})`);
  return `${n} ${n === 1 ? "is" : "are"} skipped. ${reasons.join("; ")}.`;
}

/** What is asked before a deed; null where nothing needs to be. */
export function questionOf(deed: BulkDeed, plan: Plan): Question | null {
  const { label, consequence } = BULK[deed];
  if (!consequence) return null;
  const runs = plural(plan.ready.length, "run");
  const names = `${someNames(plan.ready)}.`;
  const text = [names, consequence, skippedWords(plan)].filter(Boolean).join(" ");
  return { title: `${label} ${runs}?`, consequence: text, yes: `${label} ${runs}`, no: "Leave them" };
}

/** What came of it, in words; `isWhole` where nothing was refused. */
export function outcomeWords(
  { results }: BulkAnswer,
  done: string,
  nameOf: (id: number) => string,
): { text: string; isWhole: boolean } {
  const n = results.filter((result) => result.done).length;
  const refused = results.filter((result) => !result.done);
  const parts = [n ? `${plural(n, "run")} ${n === 1 ? "is" : "are"} ${done}.` : "Nothing was changed."];
  for (const { run, why } of refused) parts.push(`${nameOf(run)}: ${why}`);
  return { text: parts.join(" "), isWhole: refused.length === 0 };
}

/** Whether the scores of these runs say anything about each other. */
export function comparable(runs: RunSummary[]): string {
  return new Set(runs.map(({ task }) => task)).size > 1
    ? "different tasks: scores do not compare"
    : `same task: ${runs[0]?.task}`;
}

function someNames(runs: RunSummary[]): string {
  const shown = runs.slice(0, 3).map(({ name }) => name);
  const rest = runs.length - shown.length;
  return rest ? `${shown.join(", ")} and ${rest} more` : shown.join(", ");
}
