/** The New run page: presets, live estimate, errors at their fields, and a newborn to look at. */

import { el, icon, part, put, write } from "../panels/dom";
import { Estimator, showEstimate, type Verdict } from "./estimate";
import { correctionWords, Fields } from "./fields";
import { Preview } from "./preview";
import { byField, forApi, type Schema, type Settings } from "./settings";

interface Props {
  schema: Schema;
  presets: Record<string, { title: string; settings: Settings }>;
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
  private preset: string;
  private shownBody = "";
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
  }

  start(): void {
    this.form.addEventListener("input", () => {
      this.touched = true;
      this.refresh();
    });
    part(this.form, "another").addEventListener("click", () => void this.showNewborn());
    for (const link of this.form.querySelectorAll<HTMLAnchorElement>("[data-preset]")) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        this.choose(link.dataset.preset ?? "");
      });
    }
    this.refresh();
  }

  /** Fill the form with a preset; the name follows as long as it is a preset's title. */
  private choose(key: string): void {
    const titles = Object.values(this.props.presets).map(({ title }) => title);
    const name = this.form.elements.namedItem("name") as HTMLInputElement;
    if (name.value === "" || titles.includes(name.value)) name.value = this.props.presets[key]!.title;
    this.preset = key;
    (this.form.elements.namedItem("preset") as HTMLInputElement).value = key;
    for (const [setting, value] of Object.entries(this.presetSettings())) this.fields.set(setting, value);
    for (const link of this.form.querySelectorAll<HTMLElement>("[data-preset]")) {
      if (link.dataset.preset === key) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    history.replaceState(null, "", `?preset=${encodeURIComponent(key)}`);
    this.refresh();
  }

  private presetSettings(): Settings {
    return this.props.presets[this.preset]?.settings ?? {};
  }

  private refresh(): void {
    const settings = this.fields.settings();
    const differing = this.fields.mark(settings, this.presetSettings());
    const title = this.props.presets[this.preset]?.title;
    write(
      part(this.form, "modified"),
      differing.length && title ? `${title}, modified (${differing.length})` : "",
    );
    this.estimator.ask(forApi(this.props.schema, settings));
    const body = JSON.stringify(
      Object.entries(settings).filter(([name]) => this.props.schema[name]?.group === "body"),
    );
    if (body === this.shownBody) return;
    const wait = this.shownBody ? PREVIEW_WAIT_MS : 0;
    this.shownBody = body;
    clearTimeout(this.previewTimer);
    this.previewTimer = setTimeout(() => void this.showNewborn(), wait);
  }

  private async showNewborn(): Promise<void> {
    this.owesNewborn = !(await this.preview.another(forApi(this.props.schema, this.fields.settings())));
  }

  private judge(verdict: Verdict): void {
    const problems =
      "problems" in verdict ? byField(verdict.problems, this.props.schema) : new Map<string, string>();
    this.fields.blame(problems);
    this.fields.mark(this.fields.settings(), this.presetSettings());
    if (problems.size === 0 && this.owesNewborn) void this.showNewborn();
    showEstimate(this.form, "estimate" in verdict ? verdict.estimate : null);
    if (problems.size === 0 && !this.touched) return;
    put(part(this.form, "problems"), problems.size > 0 && this.listing(problems));
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
