/** Presets of a person's own: chosen, saved, renamed, deleted beside the given ones. */

import { ApiError, deleteAt, postJson, putJson } from "../api/http";
import type { OwnPresetRow } from "../generated/api";
import { askName } from "../panels/ask-name";
import { confirmed } from "../panels/confirm";
import { el, part, put } from "../panels/dom";
import type { Settings } from "./settings";

export interface Base {
  title: string;
  settings: Settings;
}

/** What may fill the form, by key. */
export type Bases = Record<string, Base>;

const OWN = "own-";

interface Wishes {
  /** fill the form with a base */
  choose(key: string): void;
  /** the form's settings as they stand */
  settings(): Settings;
  /** the same as the API wants them */
  forApi(): Settings;
  /** told when a base has come, gone or changed: the form is as it was */
  changed(key: string): void;
}

/** Whether a base is a preset of the person's own. */
function isOwn(key: string): boolean {
  return key.startsWith(OWN);
}

export class OwnPresets {
  private readonly bases: Bases;
  private readonly wishes: Wishes;
  private readonly list: HTMLElement;
  private readonly deeds: HTMLElement;
  private readonly trouble = el("span", { class: "own-trouble" });

  constructor(form: HTMLElement, bases: Bases, wishes: Wishes) {
    this.bases = bases;
    this.wishes = wishes;
    this.list = part(form, "own-presets");
    this.deeds = part(form, "own-deeds");
  }

  /** Show which base fills the form, and what can be done with it. @param modified how many settings differ from it */
  show(key: string, modified: number): void {
    const own = Object.entries(this.bases).filter(([one]) => isOwn(one));
    put(
      this.list,
      own.length > 0 && el("span", { class: "faint" }, "Yours:"),
      ...own.map(([one, { title }]) => {
        const choose = () => this.wishes.choose(one);
        const attributes = {
          class: "own-preset",
          type: "button",
          "aria-pressed": `${one === key}`,
          onclick: choose,
        };
        return el("button", { ...attributes, title }, title);
      }),
    );
    put(
      this.deeds,
      this.trouble,
      modified > 0 && deed("Reset", () => this.wishes.choose(key)),
      modified > 0 && isOwn(key) && deed("Save", () => void this.save(key)),
      deed("Save as preset…", () => void this.saveAs()),
      isOwn(key) && deed("Rename", () => void this.rename(key)),
      isOwn(key) && deed("Delete", () => void this.remove(key)),
    );
  }

  private async saveAs(): Promise<void> {
    const settings = this.wishes.settings();
    let key = "";
    const take = async (name: string) => {
      const kept = await postJson<OwnPresetRow>("/api/own-presets", { name, settings: this.wishes.forApi() });
      key = `${OWN}${kept.id}`;
      this.bases[key] = { title: kept.name, settings };
    };
    if (await askName({ title: "Save these settings", value: "", yes: "Save", take }))
      this.wishes.changed(key);
  }

  private async save(key: string): Promise<void> {
    const settings = this.wishes.settings();
    await this.tried(async () => {
      await putJson(address(key), { settings: this.wishes.forApi() });
      this.bases[key] = { title: this.bases[key]!.title, settings };
      this.wishes.changed(key);
    });
  }

  private async rename(key: string): Promise<void> {
    const base = this.bases[key]!;
    const take = async (name: string) => {
      const { name: title } = await putJson<OwnPresetRow>(address(key), { name });
      this.bases[key] = { ...base, title };
    };
    if (await askName({ title: "Rename preset", value: base.title, yes: "Rename", take }))
      this.wishes.changed(key);
  }

  private async remove(key: string): Promise<void> {
    const sure = await confirmed({
      title: `Delete ${this.bases[key]!.title}?`,
      consequence: "The settings stay in the form; the preset cannot be brought back.",
      yes: "Delete",
      no: "Keep it",
    });
    if (!sure) return;
    await this.tried(async () => {
      await deleteAt(address(key));
      delete this.bases[key];
      this.wishes.changed("");
    });
  }

  /** Do it, and say what hinders it. */
  private async tried(act: () => Promise<void>): Promise<void> {
    put(this.trouble);
    try {
      await act();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const words = error.problems.length ? "The settings need a correction first." : error.message;
      put(this.trouble, el("span", { class: "field-error", role: "alert" }, words));
    }
  }
}

function address(key: string): string {
  return `/api/own-presets/${key.slice(OWN.length)}`;
}

function deed(label: string, act: () => void): HTMLElement {
  return el("button", { class: "own-deed", type: "button", onclick: act }, label);
}
