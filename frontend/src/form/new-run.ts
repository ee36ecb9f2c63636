/** The New run page: presets, whom it begins with, live estimate, errors at their fields, a creature to look at. */

import { ApiError, type Problem, postJson } from "../api/http";
import { foundingOf } from "../founders/founder";
import { problemLine } from "../founders/reading";
import { StartFrom, type StartProps } from "../founders/start-from";
import type { RunSummary } from "../generated/api";
import { el, icon, part, put, write } from "../panels/dom";
import { Estimator, showEstimate, type Verdict } from "./estimate";
import { correctionWords, Fields } from "./fields";
import { type Bases, OwnPresets } from "./own-presets";
import { Preview } from "./preview";
import { byField, forApi, type Schema, type Settings } from "./settings";

interface Props extends Partial<StartProps> {
  schema: Schema;
  presets: Bases;
  preset: string;
}

const PREVIEW_WAIT_MS = 600;

export function mount(root: HTMLElement, props: Props): void {
  new NewRun(root as HTMLFormElement, props).start();
}

class NewRun {
  private readonly form: HTMLFormElement;
  private readonly props: Props;
  private readonly fields: Fields;
  private readonly preview: Preview;
  private readonly estimator = new Estimator((verdict) => this.judge(verdict));
  /** missing where another run is forked */
  private readonly startFrom: StartFrom | null;
  private readonly own: OwnPresets | null;
  private preset: string;
  private verdict: Verdict | null = null;
  private shownBody = "";
  /** which of the creatures that the run begins with is shown */
  private shownFounder = 0;
  /** the last newborn was refused; one is asked for as soon as the settings are right */
  private owesNewborn = false;
  /** what the server said of the form as it was sent stands until something is changed */
  private touched = false;
  private previewTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(form: HTMLFormElement, props: Props) {
    this.form = form;
    this.props = props;
    this.preset = props.preset;
    this.preview = new Preview(form);
    this.fields = new Fields(form, props.schema, (name) => {
      this.fields.set(name, this.presetSettings()[name] ?? null);
      this.refresh();
      this.fields.go(name);
    });
    const { creatures, designs } = props;
    this.startFrom = creatures && designs ? this.founders({ creatures, designs }) : null;
    this.own = this.startFrom && this.ownPresets();
  }

  start(): void {
    const isFresh = !part(this.form, "problems").firstElementChild;
    this.form.addEventListener("input", () => {
      this.touched = true;
      this.refresh();
    });
    this.form.addEventListener("submit", (event) => {
      if (!this.startFrom?.isImport) return;
      event.preventDefault();
      void this.startImport(this.startFrom);
    });
    part(this.form, "another").addEventListener("click", () => {
      this.shownFounder++;
      void this.showCreature();
    });
    for (const link of this.form.querySelectorAll<HTMLAnchorElement>("[data-preset]")) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        this.choose(link.dataset.preset ?? "");
      });
    }
    this.refresh();
    this.startFrom?.start(isFresh);
  }

  private founders(props: StartProps): StartFrom {
    return new StartFrom(this.form, props, {
      settings: () => this.forApi(),
      changed: () => {
        this.shownFounder = 0;
        this.judge(this.verdict);
        this.previewSoon();
      },
      adapt: (changes) => {
        for (const [name, value] of Object.entries(changes)) this.fields.set(name, value);
        this.refresh();
      },
      title: (name) => this.props.schema[name]?.title ?? name,
    });
  }

  private ownPresets(): OwnPresets {
    return new OwnPresets(this.form, this.props.presets, {
      choose: (key) => this.choose(key),
      settings: () => this.fields.settings(),
      forApi: () => this.forApi(),
      changed: (key) => {
        this.name(key);
        this.refresh();
      },
    });
  }

  /** Fill the form with a preset; the name follows as long as it is a preset's title. */
  private choose(key: string): void {
    const titles = Object.values(this.props.presets).map(({ title }) => title);
    const name = this.form.elements.namedItem("name") as HTMLInputElement;
    if (name.value === "" || titles.includes(name.value)) name.value = this.props.presets[key]!.title;
    this.name(key);
    for (const [setting, value] of Object.entries(this.presetSettings())) this.fields.set(setting, value);
    this.refresh();
  }

  /** Let the form be measured against this preset from now on, wherever that is told. */
  private name(key: string): void {
    this.preset = key;
    const isGiven = this.form.querySelector(`[data-preset="${CSS.escape(key)}"]`) !== null;
    (this.form.elements.namedItem("preset") as HTMLInputElement).value = isGiven ? key : "";
    (this.form.elements.namedItem("base") as HTMLInputElement).value = isGiven ? "" : key;
    for (const link of this.form.querySelectorAll<HTMLElement>("[data-preset]")) {
      if (link.dataset.preset === key) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    const address = new URL(location.href);
    address.searchParams.set("preset", key);
    if (!key || key === "origin") address.searchParams.delete("preset");
    history.replaceState(null, "", address);
  }

  private presetSettings(): Settings {
    return this.props.presets[this.preset]?.settings ?? {};
  }

  private forApi(): Settings {
    return forApi(this.props.schema, this.fields.settings());
  }

  private refresh(): void {
    const settings = this.fields.settings();
    this.mark();
    this.estimator.ask(this.forApi());
    this.startFrom?.check();
    const body = JSON.stringify(
      Object.entries(settings).filter(([name]) => this.props.schema[name]?.group === "body"),
    );
    if (body === this.shownBody) return;
    const wait = this.shownBody ? PREVIEW_WAIT_MS : 0;
    this.shownBody = body;
    if (!this.startFrom?.selection.size) this.previewSoon(wait);
  }

  /** Say what differs from the preset, at the fields and beside the presets. */
  private mark(): void {
    const base = this.props.presets[this.preset];
    const differing = this.fields.mark(this.fields.settings(), base?.settings ?? {});
    const n = base ? differing.length : 0;
    write(part(this.form, "modified"), n && base ? `${base.title}, modified (${n})` : "");
    this.own?.show(this.preset, n);
  }

  private previewSoon(wait = 0): void {
    clearTimeout(this.previewTimer);
    this.previewTimer = setTimeout(() => void this.showCreature(), wait);
  }

  /** Show one of the creatures that the run begins with; a newborn where these are random. */
  private async showCreature(): Promise<void> {
    if (!this.startFrom?.selection.size) {
      this.owesNewborn = !(await this.preview.another(this.forApi()));
      return;
    }
    try {
      const shown = await this.startFrom.genomeAt(this.shownFounder);
      if (shown) this.preview.show(shown.genome, shown.words);
    } catch (error) {
      this.preview.say((error as Error).message);
    }
  }

  private judge(verdict: Verdict | null): void {
    this.verdict = verdict;
    if (!verdict) return;
    const own = "problems" in verdict ? verdict.problems : [];
    const problems = byField([...own, ...(this.startFrom?.problems ?? [])], this.props.schema);
    this.fields.blame(problems);
    this.mark();
    if (own.length === 0 && this.owesNewborn) void this.showCreature();
    showEstimate(this.form, "estimate" in verdict ? verdict.estimate : null);
    if (problems.size === 0 && !this.touched) return;
    put(part(this.form, "problems"), problems.size > 0 && this.listing(problems));
  }

  /** Start a run that begins with genomes from elsewhere: they go where a body may be large. */
  private async startImport(startFrom: StartFrom): Promise<void> {
    const value = (name: string) => (this.form.elements.namedItem(name) as HTMLInputElement).value;
    const founders = foundingOf(startFrom.selection.all);
    const body = { name: value("name"), preset: value("preset"), config: this.forApi(), founders };
    const button = this.form.querySelector<HTMLButtonElement>('button[type="submit"]')!;
    button.disabled = true;
    try {
      const { id } = await postJson<RunSummary>("/api/import/runs", body);
      location.assign(`/runs/${id}/`);
    } catch (error) {
      button.disabled = false;
      if (!(error instanceof ApiError)) throw error;
      this.refused(error.problems, error.message, founders.genomes.length);
    }
  }

  /** What the server said against the run as it was sent, at the fields and beside the button. */
  private refused(found: Problem[], message: string, genomes: number): void {
    const { schema } = this.props;
    const told = found.map((one) =>
      one.path in schema ? one : { path: "", message: problemLine(one, genomes) },
    );
    const problems = byField(told.length ? told : [{ path: "", message }], schema);
    this.fields.blame(problems);
    put(part(this.form, "problems"), this.listing(problems));
  }

  /** The box beside Start: what is wrong, with links to the fields. */
  private listing(problems: Map<string, string>): HTMLElement {
    const named = [...problems.keys()].filter((name) => name);
    const links = named.flatMap((name, i) => {
      const { href, title } = this.fields.link(name);
      const go = (event: Event) => {
        event.preventDefault();
        this.fields.go(name);
      };
      return [i > 0 && ", ", el("a", { href, onclick: go }, title)];
    });
    const words = named.length ? el("p", {}, `${correctionWords(named.length)} `, ...links) : null;
    const general = problems.get("");
    return el(
      "div",
      { class: "note danger", role: "alert" },
      icon("exclamation-octagon"),
      el("div", {}, words, general ? el("p", {}, general) : null),
    );
  }
}
