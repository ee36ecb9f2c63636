/** Name, save, copy, download and delete the design; and a run that begins with it. */

import { ApiError, deleteAt, type Problem, postJson, putJson } from "../api/http";
import { slug } from "../downloads/names";
import { saveBlob } from "../downloads/save";
import { confirmed } from "../panels/confirm";
import { el, icon, put, write } from "../panels/dom";
import { ago } from "../panels/format";
import { closeElsewhere } from "../panels/menu";
import { alike, Drafts } from "./draft";
import type { Editor } from "./editor";
import { EMPTY, type Genome } from "./genome";
import { ofGenome } from "./problems";

const DRAFT_WAIT_MS = 400;

interface Saved {
  id: number | null;
  name: string;
  genome: Genome | null;
}

/** What the page began with, and whose it is. */
interface Begun extends Saved {
  copy_of: string | null;
  user: number;
}

export class Saving {
  readonly name = el("input", {
    class: "form-control design-name",
    "aria-label": "Name",
    placeholder: "New creature",
    maxlength: 100,
    autocomplete: "off",
    spellcheck: "false",
  });
  readonly status = el("span", { class: "faint small save-status", role: "status" });
  readonly save = el(
    "button",
    { class: "btn btn-quiet", type: "button", title: "Save (ctrl S)", onclick: () => void this.keep() },
    icon("floppy"),
    el("span", {}, "Save"),
  );
  readonly run = el(
    "button",
    { class: "btn btn-quiet", type: "button", onclick: () => void this.startRun() },
    icon("play-fill"),
    el("span", {}, "Start a run"),
  );
  readonly menu: HTMLElement;
  private saved: Saved;
  private readonly editor: Editor;
  private readonly user: number;
  private drafts: Drafts;
  private readonly blame: (problems: readonly Problem[]) => void;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param blame told what is wrong with a body that cannot be saved */
  constructor(
    editor: Editor,
    begun: Begun,
    left: AbortSignal,
    blame: (problems: readonly Problem[]) => void,
  ) {
    this.editor = editor;
    this.saved = begun;
    this.user = begun.user;
    this.drafts = new Drafts(begun.user, begun.id ?? begun.copy_of);
    this.blame = blame;
    this.name.value = begun.name;
    this.name.addEventListener("input", () => this.changed());
    this.menu = this.moreMenu(left);
    window.addEventListener("beforeunload", this.ask, { signal: left });
    left.addEventListener("abort", () => clearTimeout(this.timer));
    this.showState();
  }

  /** Whether something would be lost without a draft. */
  get dirty(): boolean {
    return !alike(this.saved.genome, this.editor.genome) || this.name.value.trim() !== this.saved.name;
  }

  /** Something changed: the browser keeps it, and the page says that it is not saved. */
  changed(): void {
    this.showState();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keepDraft(), DRAFT_WAIT_MS);
  }

  /** Take up what was left unsaved, if that is something else; returns words that say so. */
  takeUpDraft(): HTMLElement | null {
    const draft = this.drafts.read();
    if (!draft || alike(this.editor.genome, draft.genome)) return null;
    const before = this.editor.genome;
    const name = this.name.value;
    this.editor.do(({ selection }) => ({ genome: draft.genome, selection }));
    this.name.value = draft.name;
    this.changed();
    const note = el(
      "div",
      { class: "note draft-note", role: "status" },
      icon("info-circle"),
      el("p", {}, `This is what you left unsaved ${ago(new Date(draft.at).toISOString())}.`),
      el("button", { class: "btn btn-quiet", type: "button", onclick: () => discard() }, "Discard it"),
      el("button", { class: "btn btn-quiet", type: "button", onclick: () => note.remove() }, "Go on"),
    );
    const discard = (): void => {
      this.editor.do(({ selection }) => ({ genome: before, selection }));
      this.name.value = name;
      this.drafts.drop();
      note.remove();
    };
    return note;
  }

  /** Save. Returns whether that was done. */
  async keep(): Promise<boolean> {
    const { genome } = this.editor;
    const { id } = this.saved;
    const name = this.name.value.trim() || this.name.placeholder;
    write(this.status, "Saving…");
    try {
      const kept =
        id === null
          ? await postJson<Saved>("/api/designs", { name, genome })
          : await putJson<Saved>(`/api/designs/${id}`, { name, genome });
      this.drafts.drop();
      this.drafts = new Drafts(this.user, kept.id);
      this.saved = { id: kept.id, name: kept.name, genome };
      if (this.name.value.trim() === "") this.name.value = kept.name;
      if (id === null) history.replaceState(null, "", `/designs/${kept.id}/`);
      document.title = `${kept.name} · EvoWeb`;
      this.changed();
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.showState();
      const problems = error.problems.map(ofGenome);
      this.blame(problems.filter(({ path }) => path !== "name"));
      const ofName = problems.find(({ path }) => path === "name");
      write(
        this.status,
        ofName
          ? `The name ${ofName.message}`
          : problems.length
            ? "Not saved: it cannot live yet."
            : error.message,
      );
      return false;
    }
  }

  private async startRun(): Promise<void> {
    if (this.saved.id !== null && !this.dirty) this.go(`/runs/new/?design=${this.saved.id}`);
    else if (await this.keep()) this.go(`/runs/new/?design=${this.saved.id}`);
  }

  private async copy(): Promise<void> {
    if (this.dirty && !(await this.keep())) return;
    const name = `${this.name.value.trim().slice(0, 90)}, copy`;
    try {
      const { id } = await postJson<Saved>("/api/designs", { name, genome: this.editor.genome });
      this.go(`/designs/${id}/`);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      write(this.status, error.message);
    }
  }

  private async remove(): Promise<void> {
    const { id } = this.saved;
    const title = id === null ? "Discard this creature?" : `Delete ${this.saved.name}?`;
    const consequence = "It cannot be brought back. Runs that began with it keep it.";
    if (!(await confirmed({ title, consequence, yes: id === null ? "Discard" : "Delete", no: "Keep" })))
      return;
    try {
      if (id !== null) await deleteAt(`/api/designs/${id}`);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      write(this.status, error.message);
      return;
    }
    this.forget();
    this.go("/designs/new/");
  }

  /** Nothing is left to be lost. */
  private forget(): void {
    clearTimeout(this.timer);
    this.drafts.drop();
    window.removeEventListener("beforeunload", this.ask);
  }

  private go(address: string): void {
    location.assign(address);
  }

  private download(): void {
    const json = JSON.stringify({ ...EMPTY, ...this.editor.genome }, null, 1);
    const name = slug(this.name.value || "creature");
    saveBlob(new Blob([json], { type: "application/json" }), `${name}.json`);
  }

  private keepDraft(): void {
    if (this.dirty) this.drafts.write(this.name.value, this.editor.genome);
    else this.drafts.drop();
  }

  private showState(): void {
    const { dirty } = this;
    const isNew = this.saved.id === null;
    const isEmpty = this.editor.genome.nodes.length === 0;
    this.save.disabled = !dirty && (!isNew || isEmpty);
    this.run.disabled = isEmpty;
    write(this.status, dirty ? "A draft, not saved yet" : isNew ? "" : "Saved");
  }

  private readonly ask = (event: BeforeUnloadEvent): void => {
    this.keepDraft();
    if (this.dirty) event.preventDefault();
  };

  private moreMenu(left: AbortSignal): HTMLElement {
    const item = (name: string, words: string, act: () => void): HTMLElement =>
      el(
        "button",
        {
          type: "button",
          onclick: () => {
            menu.open = false;
            act();
          },
        },
        icon(name),
        words,
      );
    const menu = el("details", { class: "menu" });
    put(
      menu,
      el("summary", { "aria-label": "More", title: "More" }, icon("chevron-down")),
      el(
        "div",
        { class: "menu-list" },
        item("copy", "Save a copy", () => void this.copy()),
        item("download", "Genome JSON", () => this.download()),
        el("hr"),
        item("trash", "Delete", () => void this.remove()),
      ),
    );
    closeElsewhere(menu, left);
    return menu;
  }
}
