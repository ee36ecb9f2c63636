/** The event log: what is worth telling of a run, read off its generations; nothing is invented. */

import type { GenerationStats, RunSummary } from "../generated/api";
import { el, put } from "./dom";
import { ago, count, plural, score } from "./format";
import { deviationOf, plusMinus } from "./scores";

export interface Event {
  at: string;
  /** Text; what stands between asterisks is strong. */
  text: string;
}

const SHOWN = 60;

/** Events of a run, newest first. */
export function eventsOf(run: RunSummary, generations: GenerationStats[]): Event[] {
  const events: Event[] = [{ at: "created", text: `${ago(run.created)} by ${run.owner}, seed ${run.seed}` }];
  let best = Number.NEGATIVE_INFINITY;
  let bestIn = -1;
  let wasEmpty = false;
  let most = { targets: 0, disqualified: 0 };
  let body = "";
  for (const stats of generations) {
    const at = `g ${count(stats.number)}`;
    const usual = majority(stats.nodes);
    if (usual && usual !== body) {
      events.push({ at, text: `More than half of the bodies have ${usual} nodes` });
      body = usual;
    }
    if (stats.disqualified > most.disqualified) {
      events.push({ at, text: `${plural(stats.disqualified, "creature")} disqualified: ${reasons(stats)}` });
    }
    const standing = run.layouts === "changing" ? stats.held_out_mean : stats.best;
    if (standing === null && !wasEmpty) {
      events.push({ at, text: "Nobody is in play: *every creature was disqualified*" });
    }
    wasEmpty = standing === null;
    if (standing !== null && standing > best) {
      best = standing;
      bestIn = stats.number;
      events.push({ at, text: championWords(run, stats, most.targets) });
    }
    most = {
      targets: Math.max(most.targets, stats.targets_reached),
      disqualified: Math.max(most.disqualified, stats.disqualified),
    };
  }
  const last = generations.at(-1);
  if (last && bestIn >= 0 && last.number > bestIn) {
    events.push({
      at: `g ${count(last.number)}`,
      text: `Champion unchanged for ${plural(last.number - bestIn, "generation")}`,
    });
  }
  return [...events, ...endOf(run)].reverse();
}

/** A new champion in words, with its score and the one that selection saw. */
function championWords(run: RunSummary, stats: GenerationStats, targets: number): string {
  const spread = stats.held_out.length > 1 ? ` ${plusMinus(deviationOf(stats.held_out))}` : "";
  const seen = spread ? `, ${score(stats.best)} in its generation` : "";
  const scores = `*${score(stats.held_out_mean)}*${spread}${seen}`;
  const target = `${run.task === "climb" ? "step" : "pellet"} ${stats.targets_reached}`;
  const first = stats.targets_reached > targets ? `; ${target} for the first time` : "";
  return `New champion ${stats.champion}: ${scores}${first}`;
}

function endOf(run: RunSummary): Event[] {
  if (run.state === "PAUSED") return [{ at: "paused", text: "Waiting to be resumed" }];
  if (!run.finished) return [];
  const words: Partial<Record<RunSummary["state"], string>> = {
    DONE: "done",
    FAILED: "failed",
    CANCELLED: "cancelled",
  };
  return [{ at: words[run.state] ?? "", text: [ago(run.finished), run.reason].filter(Boolean).join(": ") }];
}

/** The key that more than half of all count for; empty where none does. */
function majority(counts: Record<string, number>): string {
  const all = Object.values(counts).reduce((sum, n) => sum + n, 0);
  return Object.entries(counts).find(([, n]) => n > all / 2)?.[0] ?? "";
}

function reasons(stats: GenerationStats): string {
  return Object.entries(stats.disqualified_reasons)
    .filter(([, n]) => n > 0)
    .map(([reason, n]) => `${reason} ${count(n)}`)
    .join(", ");
}

export interface EventLog {
  root: HTMLElement;
  update(run: RunSummary, generations: GenerationStats[]): void;
}

export function eventLog(): EventLog {
  const list = el("ol", { class: "events", tabindex: 0, "aria-label": "Events, newest first" });
  return {
    root: el("section", { class: "panel" }, el("div", { class: "panel-head" }, el("h2", {}, "Events")), list),
    update(run, generations) {
      const events = eventsOf(run, generations).slice(0, SHOWN);
      put(
        list,
        ...events.map(({ at, text }) =>
          el("li", {}, el("span", { class: "at" }, at), el("span", { class: "num" }, ...marked(text))),
        ),
      );
    },
  };
}

function marked(text: string): (Node | string)[] {
  return text.split("*").map((piece, i) => (i % 2 ? el("strong", {}, piece) : piece));
}
