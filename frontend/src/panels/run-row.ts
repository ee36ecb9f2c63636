/** A run on the home page: as a card while it is running, and as a row of the table. Both update in place. */

import { sparkline } from "../charts/sparkline";
import type { RunSummary } from "../generated/api";
import { el, put, write } from "./dom";
import { ago, count, duration, NOTHING, score, short } from "./format";
import { pill, progressOf, showBar } from "./pill";
import { heldOutWords, SCORE_NAMES } from "./scores";
import { type Thumb, thumb } from "./thumb";

export interface RunView {
  root: HTMLElement;
  update(run: RunSummary): void;
  /** Take it off the page. */
  remove(): void;
}

/** Task and brain, with the preset in front where there was one: "quick · run · none". */
export function kindOf(run: RunSummary): string {
  return [run.task, run.brain === "none" ? "oscillators" : run.brain, run.preset].filter(Boolean).join(" · ");
}

/** How long a run has been computed, or what it waits for. */
export function durationOf(run: RunSummary): string {
  if (run.state === "QUEUED" && run.generation === null) return "waiting for a worker";
  return run.elapsed_s > 0 ? duration(run.elapsed_s) : NOTHING;
}

function showChampion(small: Thumb, run: RunSummary): void {
  if (run.champion && run.champion_generation !== null) {
    small.show(run.id, run.champion, run.champion_generation);
  }
}

function showSpark(holder: HTMLElement, run: RunSummary): void {
  const spark = sparkline(run.spark, progressOf(run));
  put(holder, spark ?? el("span", { class: "faint small" }, "no generation yet"));
}

export function runCard(run: RunSummary): RunView {
  const small = thumb("Champion");
  const state = el("span");
  const line = el("p", { class: "small num run-line", title: "Speed in creature-steps per second" });
  const bar = el("div");
  const best = el("div", { class: "key-figure num" });
  const heldOut = el("div", { class: "faint small num" });
  const spark = el("div");
  const link = el("a", { href: `/runs/${run.id}/` }, run.name);
  const root = el(
    "article",
    { class: "run-card" },
    small.root,
    el(
      "div",
      { class: "run-card-body" },
      el("div", { class: "run-card-head" }, el("h2", { title: run.name }, link), state),
      line,
      bar,
      el(
        "div",
        { class: "figures" },
        el("div", {}, el("div", { class: "faint small" }, SCORE_NAMES[run.layouts]), best, heldOut),
        spark,
      ),
    ),
  );
  return {
    root,
    update(now) {
      showChampion(small, now);
      put(state, pill(now.state));
      const speed = now.creature_steps_per_s;
      const rate = speed === null ? "" : ` · ${short(speed)} steps/s`;
      write(
        line,
        now.generation === null
          ? "Starting"
          : `Generation ${count(now.generation)} of ${count(now.generations)}${rate}`,
      );
      showBar(bar, now);
      write(best, score(now.best));
      write(heldOut, heldOutWords(now));
      showSpark(spark, now);
    },
    remove() {
      small.stop();
      root.remove();
    },
  };
}

export function runRow(run: RunSummary): RunView {
  const small = thumb("Champion");
  const state = el("td");
  const generation = el("div", { class: "num" });
  const bar = el("div");
  const best = el("strong", {});
  const beside = el("div", { class: "faint small when-narrow-only" });
  const heldOut = el("td", { class: "number num when-narrow-off" });
  const spark = el("td", { class: "when-medium when-narrow-off" });
  const speed = el("td", { class: "number num when-wide when-narrow-off" });
  const started = el("td", { class: "num when-wide when-narrow-off" });
  const lasted = el("td", { class: "run-lasted num when-medium when-narrow-off" });
  const name = el(
    "div",
    { class: "run-name", title: run.name },
    el("a", { href: `/runs/${run.id}/` }, run.name),
  );
  const kind = el("div", { class: "run-kind" });
  const root = el(
    "tr",
    { class: "run-row" },
    el("td", {}, el("div", { class: "run-ident" }, small.root, el("div", {}, name, kind))),
    state,
    el("td", {}, el("div", { class: "run-progress" }, generation, bar)),
    el("td", { class: "number num", title: SCORE_NAMES[run.layouts] }, best, beside),
    heldOut,
    spark,
    speed,
    el("td", { class: "when-wide when-narrow-off" }, run.owner),
    started,
    lasted,
  );
  return {
    root,
    update(now) {
      showChampion(small, now);
      put(state, pill(now.state));
      write(kind, [kindOf(now), now.reason].filter(Boolean).join(" · "));
      kind.title = now.reason;
      put(
        generation,
        `${now.generation === null ? NOTHING : count(now.generation)}`,
        el("span", { class: "unit" }, ` / ${count(now.generations)}`),
      );
      showBar(bar, now);
      write(best, score(now.best));
      write(beside, heldOutWords(now));
      write(heldOut, now.layouts === "none" ? NOTHING : score(now.held_out_mean));
      showSpark(spark, now);
      write(
        speed,
        now.creature_steps_per_s !== null && now.state === "RUNNING"
          ? short(now.creature_steps_per_s)
          : NOTHING,
      );
      write(started, now.started ? ago(now.started) : NOTHING);
      write(
        lasted,
        now.state === "FAILED" && now.error ? (now.error.split("\n", 1)[0] ?? "") : durationOf(now),
      );
      lasted.title = now.error;
    },
    remove() {
      small.stop();
      root.remove();
    },
  };
}
