/** The page of a race: champions of different runs in one layout that none of them has met, on one clock. */

import { Color } from "three";
import { type Clip, durationOf } from "../../api/clip";
import { clipSocket } from "../../api/clips";
import { getJson } from "../../api/http";
import { token } from "../../charts/tokens";
import type { Race, Racer as Starter } from "../../generated/api";
import { el, icon, put, write } from "../../panels/dom";
import { failure } from "../../panels/failure";
import { plural, score } from "../../panels/format";
import { copyButton, replayAddress } from "../../replay/link";
import { reducedMotion } from "../../viewer/motion";
import { Playback } from "../../viewer/playback";
import { clock } from "../clock";
import { type CurvesPanel, distanceCurves } from "../curves";
import type { Racer } from "../entry";
import { rankingPanel } from "../measures";
import { leftOutWords, warning } from "../notes";
import { type Card, raceCard } from "../pictures";
import { COLOURED, OTHER } from "../runs/lines";
import { resultsPanel } from "./results";

interface Props {
  race: Race;
  /** all that the address names; no more than `most` of them race */
  runs: number[];
  most: number;
}

/** Mount the page's island. */
export function mount(root: HTMLElement, props: Props): void {
  new RacePage(root, props);
}

class RacePage {
  private race: Race;
  private readonly runs: number[];
  private readonly playback = new Playback();
  private readonly clock = clock(this.playback, (seconds) => this.measure(seconds));
  private readonly notes = el("div", { class: "compare-notes" });
  private readonly body = el("div", { class: "compare-body" });
  private readonly layout: HTMLInputElement;
  private shown: { card: Card; curves: CurvesPanel } | null = null;
  private measure: (seconds: number) => void = () => {};
  /** grows with every layout asked for */
  private asked = 0;

  constructor(root: HTMLElement, { race, runs, most }: Props) {
    this.race = race;
    this.runs = runs.slice(0, most);
    this.clock.root.hidden = true;
    this.layout = el("input", {
      class: "form-control num",
      type: "number",
      min: 0,
      max: 2 ** 31 - 1,
      step: 1,
      value: race.layout,
      "aria-label": "Layout",
      onchange: () => void this.turnTo(this.layout.valueAsNumber),
    });
    root.append(this.head(), this.notes, this.body, this.clock.root);
    this.showNotes(runs.length - this.runs.length);
    void this.begin();
  }

  private head(): HTMLElement {
    const next = el(
      "button",
      { class: "btn btn-quiet", type: "button", onclick: () => void this.turnTo(this.race.layout + 1) },
      icon("shuffle"),
      "Another layout",
    );
    const layout = el(
      "div",
      { class: "race-layout", hidden: !this.race.has_layouts },
      "Layout",
      this.layout,
      next,
    );
    return el(
      "header",
      { class: "page-head compare-head" },
      el("h1", {}, "Race of champions"),
      el(
        "a",
        { class: "btn btn-quiet", href: `/compare/?runs=${this.runs.join(",")}` },
        icon("arrow-left"),
        "Comparison",
      ),
      layout,
      el(
        "div",
        { class: "push" },
        copyButton("Copy link", () => location.href),
      ),
    );
  }

  private address(layout: number): string {
    return `runs=${this.runs.join(",")}&layout=${layout}`;
  }

  private async turnTo(layout: number): Promise<void> {
    if (!Number.isInteger(layout) || layout < 0) return;
    try {
      this.race = await getJson<Race>(`/api/comparison/race?${this.address(layout)}`);
    } catch (error) {
      this.fail(error as Error, () => void this.turnTo(layout));
      return;
    }
    this.layout.value = `${layout}`;
    history.replaceState(null, "", `?${this.address(layout)}`);
    void this.begin();
  }

  private async begin(): Promise<void> {
    const turn = ++this.asked;
    const { racers, unfair } = this.race;
    this.clear();
    if (unfair.length > 0 || racers.length === 0) {
      this.refuse();
      return;
    }
    const words = el("p", { class: "skeleton-words", role: "status" });
    put(this.body, words);
    let done = 0;
    const say = (): void => write(words, `Simulating champions: ${done} of ${racers.length}…`);
    say();
    const clips = await Promise.allSettled(
      racers.map(async ({ run, creature, generation }) => {
        const clip = await clipSocket().request(run, creature, generation, { race: this.race.layout });
        done++;
        say();
        return clip;
      }),
    );
    if (turn === this.asked) this.draw(clips);
  }

  private draw(clips: PromiseSettledResult<Clip>[]): void {
    const racers = this.race.racers.flatMap((starter, i) => {
      const clip = clips[i]!;
      return clip.status === "fulfilled" ? [racerOf(starter, clip.value, i)] : [];
    });
    const failed = clips.flatMap((clip, i) =>
      clip.status === "rejected" ? [`${this.race.racers[i]!.name}: ${(clip.reason as Error).message}`] : [],
    );
    if (racers.length === 0) {
      this.fail(new Error(failed[0]), () => void this.begin());
      return;
    }
    this.clock.root.hidden = false;
    this.playback.duration = Math.max(...racers.map(({ clip }) => durationOf(clip)));
    this.clock.setDuration();
    const card = raceCard(racers, this.playback);
    const ranking = rankingPanel(racers);
    const curves = distanceCurves(racers);
    this.shown = { card, curves };
    put(
      this.body,
      ...failed.map((words) => warning(`Left out of the race. ${words}`)),
      el("div", { class: "compare-race" }, card.root, el("div", { class: "compare-side" }, ranking.root)),
      resultsPanel(racers),
      el("div", { class: "compare-curves" }, curves.root),
      el("p", { class: "faint small" }, this.explained()),
    );
    this.measure = (seconds) => {
      ranking.update(seconds);
      curves.mark(seconds);
    };
    this.playback.seek(0);
    if (!reducedMotion()) this.playback.play();
  }

  private explained(): string {
    const apart =
      "They never touch: each is simulated alone, with its own run's brain settings, and drawn in a lane.";
    if (!this.race.has_layouts)
      return `This task has no layouts: each shows how it came to its score. ${apart}`;
    return `Layout ${this.race.layout} is one that no creature of any run has met, so nobody has trained on it. One layout is one trial: for a verdict, look at the held-out means. ${apart}`;
  }

  /** Say why there is no race. */
  private refuse(): void {
    const { unfair, racers } = this.race;
    this.clock.root.hidden = true;
    const back = el(
      "a",
      { class: "btn btn-quiet", href: `/compare/?runs=${this.runs.join(",")}` },
      "Choose other runs",
    );
    if (racers.length === 0) {
      put(
        this.body,
        el(
          "div",
          { class: "empty" },
          icon("trophy"),
          el("h2", {}, "Nobody to race"),
          el("p", {}, "Choose runs that have a champion and that you may see."),
          back,
        ),
      );
      return;
    }
    const words = el(
      "div",
      {},
      el(
        "p",
        {},
        "These champions do not race against each other: it would not be fair, for their worlds differ.",
      ),
      el("ul", {}, ...unfair.map((reason) => el("li", {}, reason))),
    );
    put(
      this.body,
      el("div", { class: "note danger", role: "alert" }, icon("exclamation-octagon"), words, back),
    );
  }

  private showNotes(tooMany: number): void {
    const { left_out, waiting } = this.race;
    const words = [
      tooMany > 0 &&
        `At most ${this.runs.length} champions race at once: ${plural(tooMany, "run")} named later in the address ${tooMany === 1 ? "stays" : "stay"} out.`,
      leftOutWords(left_out),
      waiting.length > 0 && `No champion yet: ${waiting.join(", ")}.`,
    ].filter((note) => typeof note === "string");
    put(this.notes, ...words.map(warning));
  }

  private fail(error: Error, again: () => void): void {
    this.clear();
    this.clock.root.hidden = true;
    put(this.body, failure(error, again));
  }

  /** What was shown stops. */
  private clear(): void {
    this.shown?.card.view.dispose();
    this.shown?.curves.dispose();
    this.shown = null;
    this.measure = () => {};
    this.playback.pause();
  }
}

/** The i-th of the race; the first eight have colours of their own, and all have a number over their heads. */
function racerOf(starter: Starter, clip: Clip, i: number): Racer {
  const { run, name, creature, generation, held_out_mean } = starter;
  const colour = i < COLOURED ? `c${i + 1}` : OTHER;
  return {
    name,
    short: `${i + 1} ${name}`,
    mark: `${i + 1}`,
    href: replayAddress(run, creature, generation),
    beside: score(held_out_mean),
    colour: `var(--ev-${colour})`,
    tint: () => new Color(token(colour)),
    hasLabel: i < COLOURED,
    clip,
  };
}
