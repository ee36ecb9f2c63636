/** The bar that floats over the list while runs are chosen. */

import { ApiError, postJson } from "../api/http";
import type { BulkAnswer, RunSummary, TagCount } from "../generated/api";
import { confirmed } from "../panels/confirm";
import { el, icon, write } from "../panels/dom";
import { plural } from "../panels/format";
import { offer } from "../panels/offer";
import { askForTag } from "../panels/tag-dialog";
import { toast } from "../panels/toast";
import { BULK, type BulkDeed, comparable, outcomeWords, planOf, questionOf, skippedWords } from "./bulk";

/** of one comparison, and of one request */
const MOST_COMPARED = 50;
const MOST_AT_ONCE = 200;

export interface BulkBar {
  root: HTMLElement;
  /** Show the bar for these runs; for none it goes. */
  update(runs: RunSummary[]): void;
}

interface Listener {
  clear(): void;
  /** what is told of the runs after a deed */
  done(answer: BulkAnswer): void;
  tags(): TagCount[];
}

export function bulkBar(to: Listener): BulkBar {
  return new Bar(to);
}

class Bar implements BulkBar {
  readonly root: HTMLElement;
  private readonly to: Listener;
  private runs: RunSummary[] = [];
  private isBusy = false;
  private readonly title = el("strong", { class: "num" });
  private readonly hint = el("span", { class: "faint small bulk-hint" });
  private readonly compare = el("a", { class: "btn btn-primary" }, icon("arrow-left-right"), "Compare");
  private readonly buttons = new Map<BulkDeed | "tag", HTMLButtonElement>();

  constructor(to: Listener) {
    this.to = to;
    for (const [deed, { label, icon: name }] of Object.entries(BULK))
      this.button(deed as BulkDeed, name, label, () => this.act(deed as BulkDeed));
    this.button("tag", "tag", "Tag", () => this.tag());
    const order: (BulkDeed | "tag")[] = ["pause", "resume", "cancel", "tag", "delete"];
    this.root = el(
      "section",
      { class: "bulk-bar", "aria-label": "Chosen runs", hidden: true },
      el("div", { class: "bulk-words", role: "status" }, this.title, this.hint),
      this.compare,
      ...order.map((deed) => this.buttons.get(deed)!),
      el(
        "button",
        {
          class: "btn btn-bare btn-icon",
          type: "button",
          "aria-label": "Choose none",
          onclick: () => to.clear(),
        },
        icon("x-lg"),
      ),
    );
    this.root.addEventListener("keydown", (event) => {
      if (event.key === "Escape") to.clear();
    });
  }

  update(runs: RunSummary[]): void {
    this.runs = runs;
    this.root.hidden = runs.length === 0;
    if (runs.length === 0) return;
    write(this.title, `${plural(runs.length, "run")} selected`);
    write(this.hint, runs.length > 1 ? comparable(runs) : "");
    const many = runs.length > MOST_COMPARED ? `At most ${MOST_COMPARED} are compared.` : "";
    const why = runs.length < 2 ? "Choose another run to compare it with." : many;
    offer(this.compare, why);
    if (why) this.compare.removeAttribute("href");
    else this.compare.href = `/compare/?runs=${runs.map(({ id }) => id).join(",")}`;
    for (const [deed, button] of this.buttons) offer(button, this.whyNot(deed));
  }

  /** Why a button does nothing now; empty where it does something. */
  private whyNot(deed: BulkDeed | "tag"): string {
    if (this.isBusy) return "The last one is not done yet.";
    if (this.runs.length > MOST_AT_ONCE) return `At most ${MOST_AT_ONCE} runs at once.`;
    if (deed === "tag") return this.runs.some(({ may_edit }) => may_edit) ? "" : "None is yours to change.";
    const plan = planOf(deed, this.runs);
    return plan.ready.length ? "" : skippedWords(plan);
  }

  private async act(deed: BulkDeed): Promise<void> {
    const plan = planOf(deed, this.runs);
    const question = questionOf(deed, plan);
    if (question && !(await confirmed(question))) return;
    await this.send(
      { deed, runs: plan.ready.map(({ id }) => id) },
      BULK[deed].done,
      question ? "" : skippedWords(plan), // else it was said before
    );
  }

  private async tag(): Promise<void> {
    const chosen = await askForTag(this.to.tags(), this.runs);
    if (!chosen) return;
    const runs = this.runs.filter(({ may_edit }) => may_edit).map(({ id }) => id);
    const done = chosen.deed === "tag" ? `tagged “${chosen.tag}”` : `without the tag “${chosen.tag}”`;
    await this.send({ ...chosen, runs }, done, "");
  }

  private async send(
    body: { deed: string; runs: number[]; tag?: string },
    done: string,
    also: string,
  ): Promise<void> {
    const names = new Map(this.runs.map(({ id, name }) => [id, name]));
    this.isBusy = true;
    this.update(this.runs);
    try {
      const answer = await postJson<BulkAnswer>("/api/runs/bulk", body);
      const { text, isWhole } = outcomeWords(answer, done, (id) => names.get(id) ?? `run ${id}`);
      toast([text, also].filter(Boolean).join(" "), isWhole ? "info" : "warn");
      this.to.done(answer);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toast(`Nothing is known to have been done. ${error.message}`, "danger");
    } finally {
      this.isBusy = false;
      this.update(this.runs);
    }
  }

  private button(deed: BulkDeed | "tag", name: string, label: string, press: () => Promise<void>): void {
    const button = el("button", { class: "btn btn-quiet", type: "button" }, icon(name), label);
    button.addEventListener("click", () => {
      const why = this.whyNot(deed);
      if (why) toast(why, "info");
      else void press();
    });
    this.buttons.set(deed, button);
  }
}
