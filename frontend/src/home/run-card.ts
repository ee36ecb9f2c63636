/** Runs that are computed, as cards above the table. */

import type { RunSummary } from "../generated/api";
import { arrange, el, put, write } from "../panels/dom";
import { count, score, short } from "../panels/format";
import { pill, showBar } from "../panels/pill";
import { ABOUT_SCORE, besideScore } from "../panels/scores";
import { thumb } from "../panels/thumb";
import { type RunView, showChampion, showSpark } from "./run-view";

/** The cards; views that are there already are kept. */
export class RunCards {
  readonly root = el("div", { class: "running" });
  private readonly cards = new Map<number, RunView>();

  show(runs: RunSummary[]): void {
    const wanted = new Set(runs.map(({ id }) => id));
    for (const [id, card] of this.cards) {
      if (wanted.has(id)) continue;
      card.remove();
      this.cards.delete(id);
    }
    const roots = runs.map((run) => {
      const card = this.cards.get(run.id) ?? runCard(run);
      this.cards.set(run.id, card);
      card.update(run);
      return card.root;
    });
    arrange(this.root, roots);
    this.root.hidden = runs.length === 0;
  }
}

function runCard(run: RunSummary): RunView {
  const small = thumb("Champion");
  const state = el("span");
  const line = el("p", { class: "small num run-line", title: "Speed in creature-steps per second" });
  const bar = el("div");
  const figure = el("div", { class: "key-figure num" });
  const beside = el("div", { class: "score-beside faint small num" });
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
        el("div", { title: ABOUT_SCORE }, el("div", { class: "faint small" }, "Score"), figure, beside),
        spark,
      ),
    ),
  );
  return {
    root,
    update(now) {
      showChampion(small, now);
      write(link, now.name);
      if (state.dataset.state !== now.state) put(state, pill(now.state));
      state.dataset.state = now.state;
      const speed = now.creature_steps_per_s;
      const rate = speed === null ? "" : ` · ${short(speed)} steps/s`;
      write(
        line,
        now.generation === null
          ? "Starting"
          : `Generation ${count(now.generation)} of ${count(now.generations)}${rate}`,
      );
      showBar(bar, now);
      write(figure, score(now.held_out_mean));
      write(beside, besideScore(now));
      showSpark(spark, now);
    },
    remove() {
      small.stop();
      root.remove();
    },
  };
}
