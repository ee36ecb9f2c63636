/** The Compare page: champions of generations of one run, side by side and as ghosts in one race. */

import { durationOf } from "../api/clip";
import type { GenerationStats, RunSummary } from "../generated/api";
import { el, put } from "../panels/dom";
import { failure } from "../panels/failure";
import { reducedMotion } from "../viewer/motion";
import { Playback } from "../viewer/playback";
import { type Chooser, chooser } from "./chooser";
import { clock } from "./clock";
import { type CurvesPanel, distanceCurves } from "./curves";
import { type Differences, differences } from "./differences/differences";
import type { Frame } from "./differences/genome";
import { distributions } from "./distributions";
import { type Entry, loadEntry, loadStats, type Racer, racersOf } from "./entry";
import { changesPanel, rankingPanel } from "./measures";
import { type Pictures, pictures } from "./pictures";

interface Props {
  run: RunSummary;
  runs: { id: number; name: string }[];
  /** those to begin with */
  generations: GenerationStats[];
  frame: Frame;
}

/** Mount the page's island. */
export function mount(root: HTMLElement, props: Props): void {
  new Comparison(root, props);
}

class Comparison {
  private readonly run: RunSummary;
  private readonly frame: Frame;
  private readonly playback = new Playback();
  private readonly choice: Chooser;
  private readonly body = el("div", { class: "compare-body" });
  private readonly clock = clock(this.playback, (seconds) => this.measure(seconds));
  private entries: Entry[] = [];
  private shown: Pictures | null = null;
  private curves: CurvesPanel[] = [];
  private differences: Differences | null = null;
  private measure: (seconds: number) => void = () => {};

  constructor(root: HTMLElement, { run, runs, generations, frame }: Props) {
    this.run = run;
    this.frame = frame;
    this.choice = chooser(run, runs, {
      add: (generation) => void this.add(generation),
      remove: (generation) => this.remove(generation),
    });
    root.append(this.choice.root, this.body, this.clock.root);
    void this.begin(generations);
  }

  private async begin(generations: GenerationStats[]): Promise<void> {
    this.choice.update(generations.map(({ number }) => number));
    put(this.body, el("p", { class: "skeleton-words" }, "Loading the champions…"));
    try {
      this.entries = await Promise.all(generations.map((stats) => loadEntry(this.run.id, stats)));
    } catch (error) {
      const again = (): void => void this.begin(generations);
      put(this.body, failure(error as Error, again, "The run itself is untouched."));
      return;
    }
    this.draw();
    if (!reducedMotion()) this.playback.play();
  }

  private async add(generation: number): Promise<void> {
    this.choice.complain("");
    if (this.entries.some(({ stats }) => stats.number === generation)) return;
    try {
      const entry = await loadEntry(this.run.id, await loadStats(this.run.id, generation));
      this.entries = [...this.entries, entry].sort((a, b) => a.stats.number - b.stats.number);
      this.draw();
    } catch (error) {
      this.choice.complain((error as Error).message);
    }
  }

  private remove(generation: number): void {
    this.entries = this.entries.filter(({ stats }) => stats.number !== generation);
    this.draw();
  }

  /** Build everything for the entries chosen; the clock goes on where it was. */
  private draw(): void {
    const { entries, playback } = this;
    const numbers = entries.map(({ stats }) => stats.number);
    history.replaceState(null, "", `?generations=${numbers.join(",")}`);
    this.choice.update(numbers);
    this.shown?.dispose();
    playback.duration = Math.max(...entries.map(({ clip }) => durationOf(clip)));
    this.clock.setDuration();
    const racers = racersOf(this.run.id, entries);
    this.shown = pictures(racers, playback);
    const ranking = rankingPanel(racers);
    const side = el("div", { class: "compare-side" }, ranking.root, changesPanel(entries, racers));
    const race = el("div", { class: "compare-race" }, this.shown.race, side);
    this.differences?.dispose();
    this.differences = entries.length > 1 ? differences(this.run.id, entries, racers, this.frame) : null;
    put(this.body, this.shown.champions, race, this.differences?.root, this.drawCurves(racers));
    this.measure = (seconds) => {
      ranking.update(seconds);
      this.curves[0]?.mark(seconds);
    };
    playback.seek(playback.seconds);
  }

  private drawCurves(racers: Racer[]): HTMLElement {
    for (const curves of this.curves) curves.dispose();
    this.curves = [distanceCurves(racers), distributions(this.entries, racers)];
    return el("div", { class: "compare-curves" }, ...this.curves.map(({ root }) => root));
  }
}
