/** The page that compares runs: curves, groups, scores, settings and parallel coordinates of those that are chosen. */

import { getJson } from "../../api/http";
import type { Comparison } from "../../generated/api";
import { el, icon, put } from "../../panels/dom";
import { failure } from "../../panels/failure";
import { plural } from "../../panels/format";
import { copyButton } from "../../replay/link";
import { leftOutWords, warning } from "../notes";
import { type Looked, lookedAt, searchOf } from "./address";
import type { Measure } from "./bands";
import { columnsOf, firstColumns } from "./columns";
import { type CurvesPanel, curvesPanel } from "./curves-panel";
import { type Group, grouped, groupings } from "./grouping";
import { groupsPanel } from "./groups-panel";
import { COLOURED, type Colours, colourOf, coloursOf, OTHER, overlayOf } from "./lines";
import { parallelPanel } from "./parallel-panel";
import { runChooser } from "./run-chooser";
import { scoresPanel } from "./scores-panel";
import { differing, type Entrant, entrants, type Infos } from "./settings";
import { settingsPanel } from "./settings-panel";

/** champions in one race */
const MOST_RACERS = 25;

interface Props {
  runs: number[];
  most: number;
  settings: Infos;
  /** titles by key */
  columns: Record<string, string>;
  tags: string[];
  presets: string[];
}

/** Mount the page's island. */
export function mount(root: HTMLElement, props: Props): void {
  new RunsPage(root, props).start();
}

class RunsPage {
  private readonly props: Props;
  private readonly looked: Looked;
  private readonly heads = el("div", { class: "push" });
  private readonly notes = el("div", { class: "compare-notes" });
  private readonly body = el("div", { class: "compare-body" });
  private readonly generations = el("a", { class: "is-link" }, "Generations");
  private readonly choose = el("button", {
    class: "btn btn-quiet",
    type: "button",
    "aria-expanded": "false",
  });
  private readonly race = el("a", { class: "btn btn-quiet" }, icon("play-fill"), "Race champions");
  private readonly chooser;
  private readonly curves: CurvesPanel;
  private readonly groups = groupsPanel();
  private readonly scores;
  private readonly settings;
  private readonly parallel;
  private comparison: Comparison = { runs: [], same: {}, left_out: [] };
  private all: Entrant[] = [];
  /** those within the marks of the parallel coordinates */
  private shown: Entrant[] = [];
  private group = "none";
  private allGroups: Group[] | null = null;
  private colours: Colours = new Map();
  /** the settings in which the runs differ */
  private different: string[] = [];
  /** looked up once for all, for it is asked for at every stroke */
  private colourOf: (entrant: Entrant) => string = () => OTHER;
  private scheduled = false;

  constructor(root: HTMLElement, props: Props) {
    this.props = props;
    this.looked = lookedAt(props.runs, location.search);
    const { tags, presets, most } = props;
    this.chooser = runChooser({ tags, presets, most, choose: (runs) => this.take(runs) });
    this.curves = curvesPanel((choice) => this.look(choice));
    this.scores = scoresPanel({
      choose: (columns) => this.look({ columns }),
      leaveOut: (run) => this.leaveOut(run),
      hover: (run) => this.curves.bringOut(run),
      file: (columns) =>
        `/api/comparison.csv?runs=${this.looked.runs.join(",")}&columns=${columns.join(",")}`,
    });
    this.settings = settingsPanel(props.settings);
    this.parallel = parallelPanel(props.settings, (passing) => this.filter(passing));
    this.choose.addEventListener("click", () => this.openChooser(Boolean(this.chooser.root.hidden)));
    const tabs = el(
      "nav",
      { class: "segmented", "aria-label": "Compare" },
      this.generations,
      el("span", { class: "is-link", "aria-current": "page" }, "Runs"),
    );
    put(
      this.heads,
      this.race,
      copyButton("Copy link", () => location.href),
    );
    root.append(
      el(
        "header",
        { class: "page-head compare-head" },
        el("h1", {}, "Compare"),
        tabs,
        this.choose,
        this.heads,
      ),
      this.notes,
      this.chooser.root,
      this.body,
    );
  }

  start(): void {
    this.openChooser(this.looked.runs.length === 0);
    void this.load();
  }

  /** Compare these runs from now on. */
  private take(runs: number[]): void {
    this.looked.runs = runs;
    this.openChooser(false);
    void this.load();
  }

  private openChooser(open: boolean): void {
    this.chooser.root.hidden = !open;
    this.choose.setAttribute("aria-expanded", `${open}`);
  }

  private async load(): Promise<void> {
    const { runs } = this.looked;
    this.showHead();
    if (runs.length === 0) {
      const words =
        "Tick some runs: their curves are laid over each other, their scores and settings side by side.";
      put(this.body, el("p", { class: "faint compare-none" }, words));
      return;
    }
    put(this.body, el("p", { class: "skeleton-words" }, `Reading ${plural(runs.length, "run")}…`));
    try {
      this.comparison = await getJson<Comparison>(`/api/comparison?runs=${runs.join(",")}`);
    } catch (error) {
      put(
        this.body,
        failure(error as Error, () => void this.load(), "The runs are untouched."),
      );
      return;
    }
    this.looked.runs = this.comparison.runs.map(({ id }) => id);
    this.draw();
  }

  private leaveOut(run: number): void {
    this.comparison.runs = this.comparison.runs.filter(({ id }) => id !== run);
    this.looked.runs = this.comparison.runs.map(({ id }) => id);
    this.draw();
  }

  /** Look at the same runs in another way. */
  private look(choice: Partial<Looked>): void {
    Object.assign(this.looked, choice);
    this.update();
  }

  private filter(passing: Entrant[]): void {
    this.shown = passing;
    if (this.scheduled) return;
    this.scheduled = true;
    requestAnimationFrame(() => {
      this.scheduled = false;
      this.showRuns();
    });
  }

  private showHead(): void {
    const { runs } = this.looked;
    this.generations.href = runs.length > 0 ? `/runs/${runs[0]}/compare/` : "/compare/";
    this.generations.hidden = runs.length === 0;
    put(this.choose, icon("list-ul"), runs.length === 0 ? "Choose runs" : plural(runs.length, "run"));
    this.race.hidden = runs.length < 2;
    this.race.href = `/compare/race/?runs=${runs.slice(0, MOST_RACERS).join(",")}`;
    this.chooser.update(runs);
  }

  /** All anew, for other runs. */
  private draw(): void {
    this.all = entrants(this.comparison, this.props.settings);
    this.different = differing(this.all, this.props.settings);
    this.showHead();
    this.showNotes();
    if (this.all.length === 0) {
      put(this.body, el("p", { class: "faint compare-none" }, "None of these runs is there for you to see."));
      return;
    }
    put(
      this.body,
      this.curves.root,
      this.groups.root,
      this.parallel.root,
      this.scores.root,
      this.settings.root,
    );
    this.update();
  }

  /** What suits these runs, where a person has chosen nothing. */
  private get measure(): Measure {
    return this.looked.measure ?? (this.heldOut ? "held_out_mean" : "best");
  }

  private get heldOut(): boolean {
    return this.all.some(({ run }) => run.layouts !== "none");
  }

  private suitingGroup(): string {
    if (this.looked.group !== undefined) return this.looked.group;
    const groups = grouped(this.all, "seeds", this.props.settings)!;
    return this.all.length > COLOURED && 2 * groups.length <= this.all.length ? "seeds" : "none";
  }

  private update(): void {
    history.replaceState(null, "", searchOf(this.looked));
    this.group = this.suitingGroup();
    this.allGroups = grouped(this.all, this.group, this.props.settings);
    this.colours = coloursOf(
      this.all.map(({ run }) => run),
      this.allGroups,
      this.measure,
    );
    const each = new Map(this.all.map((one) => [one, colourOf(one.run, this.allGroups, this.colours)]));
    this.colourOf = (entrant) => each.get(entrant) ?? OTHER;
    this.shown = this.parallel.update(this.all, this.colourOf);
    this.settings.update(this.all);
    this.showRuns();
  }

  /** Those within the marks. */
  private showRuns(): void {
    const { looked, colours, shown } = this;
    const ids = new Set(shown.map(({ run }) => run.id));
    const groups =
      this.allGroups
        ?.map(({ label, members }) => ({ label, members: members.filter(({ id }) => ids.has(id)) }))
        .filter(({ members }) => members.length > 0) ?? null;
    const { axis } = looked;
    const overlay = overlayOf(
      shown.map(({ run }) => run),
      this.all.map(({ run }) => run),
      groups,
      colours,
      axis,
      this.measure,
    );
    const chosen = { axis, measure: this.measure, group: this.group, heldOut: this.heldOut };
    this.curves.update(overlay, chosen, groupings(this.all, this.props.settings));
    this.groups.update(groups, colours);
    const columns = columnsOf(this.props.columns, this.different, this.props.settings);
    this.scores.update(shown, columns, looked.columns ?? firstColumns(this.different), this.colourOf);
  }

  /** What is missing, and what makes the scores hard to compare. */
  private showNotes(): void {
    const { left_out, runs } = this.comparison;
    const waiting = runs.filter(({ generation }) => generation === null).length;
    const tasks = new Set(this.all.map(({ settings }) => settings.get("task")));
    const words = [
      leftOutWords(left_out),
      waiting > 0 && `${plural(waiting, "run")} ${waiting === 1 ? "has" : "have"} no generation yet.`,
      tasks.size > 1 &&
        `These runs have different tasks (${[...tasks].join(", ")}): their scores count different things, and say nothing against each other.`,
    ].filter((note) => typeof note === "string");
    put(this.notes, ...words.map(warning));
  }
}
