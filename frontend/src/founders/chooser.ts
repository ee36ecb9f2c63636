/** The dialog in which one chooses whom a run begins with. */

import { ApiError, getJson } from "../api/http";
import type { DesignRow, HallEntry, HallFilters, RunPage, RunSummary } from "../generated/api";
import { ANY, Champions } from "../hall/champions";
import { Designs } from "../hall/designs";
import { answerOf } from "../panels/dialog";
import { el, put, segmented, write } from "../panels/dom";
import { plural } from "../panels/format";
import { founderCard } from "./card";
import type { Founder } from "./founder";
import { Importing } from "./importing";
import { Selection } from "./selection";

const PLACES = {
  hall: "Hall of fame",
  pins: "Pinned",
  yours: "Your creatures",
  import: "Import",
  run: "A run's generation",
};
export type Place = keyof typeof PLACES;

export function isPlace(text: string | null): text is Place {
  return text !== null && text in PLACES;
}

export interface ChooserProps {
  chosen: Founder[];
  place: Place;
  /** of the form, whose champions stand first */
  task: string;
}

/** Whom a person chose, in order; null where the dialog was left. */
export function chooseFounders(props: ChooserProps): Promise<Founder[] | null> {
  return new Chooser(props).answer();
}

class Chooser {
  private readonly selection: Selection;
  private readonly task: string;
  private readonly body = el("div", { class: "chooser-body" });
  private readonly words = el("span", { class: "num", "aria-live": "polite" });
  private readonly places = segmented("From", String, (key) => this.open(key as Place));
  private readonly dialog: HTMLDialogElement;
  private readonly opened = new Map<Place, HTMLElement>();

  constructor({ chosen, place, task }: ChooserProps) {
    this.selection = new Selection(chosen);
    this.task = task;
    const use = el("button", { class: "btn btn-primary", value: "yes" }, "Use them");
    const form = el(
      "form",
      { method: "dialog", class: "chooser-foot" },
      this.words,
      el("button", { class: "btn btn-quiet", value: "no" }, "Cancel"),
      use,
    );
    this.dialog = el(
      "dialog",
      { class: "dialog chooser", "aria-label": "Start from" },
      el("div", { class: "chooser-head" }, el("h2", {}, "Start from"), this.places.root),
      this.body,
      form,
    );
    const update = () => {
      write(
        this.words,
        this.selection.size ? `${plural(this.selection.size, "creature")} chosen` : "None chosen: random",
      );
      write(use, this.selection.size ? "Use them" : "Start from random");
    };
    this.selection.onChange(update);
    update();
    this.open(place);
  }

  async answer(): Promise<Founder[] | null> {
    return (await answerOf(this.dialog)) === "yes" ? this.selection.all : null;
  }

  private open(place: Place): void {
    const choices = Object.entries(PLACES).map(([key, label]) => ({ key, label }));
    this.places.update(choices, place);
    const root = this.opened.get(place) ?? this.make(place);
    this.opened.set(place, root);
    put(this.body, root);
  }

  private make(place: Place): HTMLElement {
    if (place === "import") return this.importing();
    const root = el("div", {}, el("p", { class: "faint chooser-wait" }, "Loading …"));
    const fill = {
      hall: () => this.hall(),
      pins: () => this.pins(),
      yours: () => this.yours(),
      run: runPlace,
    }[place];
    fill().then(
      (content) => put(root, content),
      (error: unknown) => {
        if (!(error instanceof ApiError)) throw error;
        put(
          root,
          el("p", { role: "alert", class: "chooser-wait" }, `This could not be loaded. ${error.message}`),
        );
        this.opened.delete(place); // tried again when it is opened again
      },
    );
    return root;
  }

  private async hall(): Promise<HTMLElement> {
    const filters = await getJson<HallFilters>("/api/hall/filters");
    const champions = new Champions({
      choice: { ...ANY, task: this.task },
      selection: this.selection,
      filters,
      inDialog: true,
    });
    champions.start();
    return champions.root;
  }

  private async pins(): Promise<HTMLElement> {
    const entries = await getJson<HallEntry[]>("/api/hall/pins");
    if (entries.length === 0) {
      return el(
        "p",
        { class: "faint chooser-wait" },
        "You have pinned no replay yet: its page has a button for it.",
      );
    }
    const cards = entries.map((entry) => founderCard({ kind: "creature", entry }, this.selection, true).root);
    return el("div", { class: "creatures hall-grid" }, ...cards);
  }

  private async yours(): Promise<HTMLElement> {
    const designs = new Designs(this.selection, true);
    designs.show(await getJson<DesignRow[]>("/api/designs"));
    return designs.root;
  }

  private importing(): HTMLElement {
    const importing = new Importing({
      found: (founders) => {
        const others = this.selection.all.filter(({ kind }) => kind !== "genome");
        this.selection.replace([...others, ...founders]);
      },
      kept: () => this.opened.delete("yours"),
    });
    const held = this.selection.all.filter(({ kind }) => kind === "genome");
    if (held.length) importing.hold(held);
    return importing.root;
  }
}

/** Another run's generation is forked: its own page has that run's settings. */
async function runPlace(): Promise<HTMLElement> {
  const { items } = await getJson<RunPage>("/api/runs?limit=200");
  const runs = items.filter(({ generation }) => generation !== null);
  if (runs.length === 0) return el("p", { class: "faint chooser-wait" }, "No run has a generation yet.");
  const run = el(
    "select",
    { class: "form-select", name: "run" },
    ...runs.map(({ id, name, owner }) => el("option", { value: id }, `${name} · ${owner}`)),
  );
  const generation = el("input", {
    class: "form-control",
    type: "number",
    name: "generation",
    min: 0,
    required: true,
  });
  const hint = el("div", { class: "field-hint num" });
  const follow = () => {
    const chosen = runs.find(({ id }) => `${id}` === run.value) as RunSummary;
    generation.max = generation.value = `${chosen.generation}`;
    write(hint, `0 to ${chosen.generation}; all its creatures, the best first`);
  };
  run.addEventListener("change", follow);
  follow();
  const form = el(
    "form",
    { class: "chooser-run" },
    el("label", { class: "field" }, el("span", { class: "field-label" }, "Run"), run),
    el("label", { class: "field" }, el("span", { class: "field-label" }, "Generation"), generation, hint),
    el("button", { class: "btn btn-quiet", type: "submit" }, "Fork it"),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    location.assign(`/runs/${run.value}/fork/?generation=${generation.value}`);
  });
  return form;
}
