/** Whom the run of the form begins with: cards above the settings, and whether they fit. */

import { ApiError, type Problem, postJson } from "../api/http";
import type { Settings } from "../form/settings";
import type { DesignRow, FoundersFit, HallEntry } from "../generated/api";
import { el, icon, part, put, write } from "../panels/dom";
import { count, plural } from "../panels/format";
import { thumb } from "../panels/thumb";
import type { GenomeBody } from "../viewer/types";
import { show } from "./card";
import { chooseFounders, isPlace, type Place } from "./chooser";
import {
  addressOf,
  type Founder,
  foundingOf,
  genomeOf,
  netOf,
  otherWorldWords,
  sizeOf,
  sourceOf,
  titleOf,
} from "./founder";
import { problemLine } from "./reading";
import { Selection } from "./selection";

const WAIT_MS = 400;
const CARDS = 12;

export interface StartProps {
  creatures: HallEntry[];
  designs: DesignRow[];
}

interface Wishes {
  /** the form's settings as they stand */
  settings(): Settings;
  /** told when others are chosen, or when it is known whether they fit */
  changed(): void;
  /** put these settings into the form, so that the creatures fit */
  adapt(changes: Settings): void;
  /** the title of a setting */
  title(name: string): string;
}

export class StartFrom {
  readonly selection: Selection;
  /** settings that have no room for the creatures, and why */
  problems: Problem[] = [];
  private readonly root: HTMLElement;
  private readonly button: HTMLElement;
  private readonly wishes: Wishes;
  private readonly note = el("div", { class: "founders-note", role: "status" });
  private readonly strip = el("div", { class: "founders-strip" });
  private readonly worlds = el("p", { class: "founders-rule", role: "status" });
  private readonly fields = el("div", { hidden: true });
  private stops: (() => void)[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asked: AbortController | undefined;
  /** the creatures were chosen just now: settings follow them */
  private adapts = false;

  constructor(form: HTMLElement, { creatures, designs }: StartProps, wishes: Wishes) {
    this.root = part(form, "founders");
    this.button = part(form, "start-from");
    this.wishes = wishes;
    this.selection = new Selection([
      ...creatures.map((entry): Founder => ({ kind: "creature", entry })),
      ...designs.map((design): Founder => ({ kind: "design", design })),
    ]);
    this.button.addEventListener("click", () => void this.choose("hall"));
    this.selection.onChange(() => this.draw());
  }

  /** @param isFresh the form has not been sent yet: its settings may follow the creatures */
  start(isFresh: boolean): void {
    put(this.root, this.strip, this.worlds, this.note, this.fields);
    this.adapts = isFresh;
    this.draw();
    const from = new URLSearchParams(location.search).get("from");
    if (isPlace(from)) void this.choose(from);
  }

  /** Whether the form must go to where genomes may be sent. */
  get isImport(): boolean {
    return this.selection.all.some(({ kind }) => kind === "genome");
  }

  /** The genome of one of them, counted round and round. */
  async genomeAt(place: number): Promise<{ genome: GenomeBody; words: string } | null> {
    const founder = this.selection.all[place % Math.max(this.selection.size, 1)];
    if (!founder) return null;
    const words = `${titleOf(founder)} (${sourceOf(founder)}): ${sizeOf(founder)}`;
    return { genome: await genomeOf(founder), words };
  }

  /** Say what follows from the settings; ask whether the creatures fit in, once these have stood for a moment. */
  check(): void {
    clearTimeout(this.timer);
    write(this.worlds, otherWorldWords(this.selection.all, `${this.wishes.settings().world}`));
    if (this.selection.size === 0) return;
    this.timer = setTimeout(() => void this.ask(), WAIT_MS);
  }

  private async choose(place: Place): Promise<void> {
    const task = this.wishes.settings().task;
    const chosen = await chooseFounders({ chosen: this.selection.all, place, task: `${task}` });
    if (!chosen) return;
    this.adapts = true;
    this.selection.replace(chosen);
  }

  private draw(): void {
    const { all, size } = this.selection;
    write(
      part(this.button, "start-words"),
      size ? `Start from: ${plural(size, "creature")}` : "Start from: random",
    );
    this.root.hidden = size === 0;
    for (const stop of this.stops) stop();
    this.stops = [];
    const rest = size - CARDS;
    put(
      this.strip,
      ...all.slice(0, CARDS).map((founder) => this.card(founder)),
      rest > 0 && el("p", { class: "faint num" }, `and ${count(rest)} more`),
      el("p", { class: "faint founders-rule" }, this.rule()),
    );
    put(this.fields, ...all.map(field).filter((one) => one !== null));
    this.problems = [];
    put(this.note);
    this.wishes.changed();
    this.check();
  }

  private rule(): string {
    const whom = this.selection.size === 1 ? "It is the first creature" : "They are the first creatures";
    return `${whom} of generation 0; the other places go to offspring, bred as the settings say.`;
  }

  private card(founder: Founder): HTMLElement {
    const small = thumb(titleOf(founder));
    show(small, founder);
    this.stops.push(small.stop);
    const remove = el(
      "button",
      { class: "btn btn-bare btn-icon", type: "button", "aria-label": `Without ${titleOf(founder)}` },
      icon("x-lg"),
    );
    remove.addEventListener("click", () => this.selection.set(founder, false));
    return el(
      "article",
      { class: "founder-small", title: `${sourceOf(founder)}, ${netOf(founder)}, ${sizeOf(founder)}` },
      small.root,
      el("div", {}, el("strong", {}, titleOf(founder)), el("span", {}, sourceOf(founder))),
      remove,
    );
  }

  private async ask(): Promise<void> {
    this.asked?.abort();
    this.asked = new AbortController();
    const founders = foundingOf(this.selection.all);
    try {
      const config = this.wishes.settings();
      const fit = await postJson<FoundersFit>("/api/import/check", { founders, config }, this.asked.signal);
      this.take(fit);
    } catch (error) {
      if (!(error instanceof ApiError)) return; // a later question replaced this one
      if (error.retryAfterMs !== null) {
        this.timer = setTimeout(() => void this.ask(), error.retryAfterMs);
      }
      const lines = error.problems.map((problem) => problemLine(problem, founders.genomes.length));
      this.say("danger", lines.join(" ") || error.message);
    }
  }

  private take({ problems, changes }: FoundersFit): void {
    const settings = changes as Settings;
    const titles = Object.keys(settings).map((name) => this.wishes.title(name));
    const follows = this.adapts && problems.length > 0 && titles.length > 0;
    this.adapts = false;
    if (follows) {
      this.say("", `Adapted to the creatures: ${titles.join(", ")}.`);
      this.wishes.adapt(settings);
      return;
    }
    this.problems = problems;
    if (problems.length === 0) this.note.querySelector(".warn, .danger")?.remove();
    else if (titles.length) {
      const adapt = el("button", { class: "btn btn-quiet", type: "button" }, "Adapt the settings");
      adapt.addEventListener("click", () => {
        this.adapts = true;
        this.check();
      });
      this.say("warn", `The settings have no room for these creatures (${titles.join(", ")}). `, adapt);
    } else {
      const words = problems.map(({ path, message }) => `${this.wishes.title(path)} ${message}.`);
      this.say("danger", `These creatures cannot begin one run together. ${words.join(" ")}`);
    }
    this.wishes.changed();
  }

  private say(tone: string, words: string, ...more: HTMLElement[]): void {
    const sign = tone ? "exclamation-triangle" : "info-circle";
    put(this.note, el("div", { class: `note ${tone}` }, icon(sign), el("div", {}, words, ...more)));
  }
}

/** What the form sends of a founder; genomes go another way. */
function field(founder: Founder): HTMLElement | null {
  if (founder.kind === "genome") return null;
  const value = founder.kind === "creature" ? addressOf(founder.entry) : `${founder.design.id}`;
  return el("input", { type: "hidden", name: founder.kind, value });
}
