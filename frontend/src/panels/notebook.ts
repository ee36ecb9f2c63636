/** A run's notes: plain text, written by those who may edit the run; what two windows write is never lost unsaid. */

import { ApiError, getJson, patchJson } from "../api/http";
import type { RunDetail } from "../generated/api";
import { el, icon, part, put, write } from "./dom";
import { count } from "./format";
import { words } from "./words";

const LONGEST = 10_000;
/** From here on it is said how much room is left. */
const SCARCE = 9_000;

/** Wire the notes' part of the page. @param root holds the notes already */
export function notebook(root: HTMLElement, run: RunDetail): void {
  new Notebook(root, run);
}

class Notebook {
  private readonly root: HTMLElement;
  private readonly run: RunDetail;
  /** the notes as they were last seen here */
  private seen: string;
  private readonly body: HTMLElement;
  private readonly said = el("span", { class: "faint small", role: "status" });
  private readonly field = el("textarea", {
    class: "form-control",
    rows: 6,
    maxlength: LONGEST,
    "aria-label": "Notes",
  });
  private readonly room = el("span", { class: "faint small num" });
  private readonly trouble = el("div", { class: "notebook-trouble" });
  private readonly pencil: HTMLButtonElement;

  constructor(root: HTMLElement, run: RunDetail) {
    this.root = root;
    this.run = run;
    this.seen = run.notes;
    this.body = part(root, "notes-body");
    this.pencil = el(
      "button",
      { class: "btn btn-bare", type: "button", onclick: () => this.edit() },
      icon("pencil"),
      "Edit notes",
    );
    if (run.may_edit) put(part(root, "notes-tools"), this.said, this.pencil);
    this.field.addEventListener("input", () => this.typed());
    window.addEventListener("beforeunload", (event) => this.isDirty() && event.preventDefault());
    this.show();
  }

  private isDirty(): boolean {
    return this.field.isConnected && this.field.value !== this.seen;
  }

  private show(): void {
    this.root.classList.toggle("is-empty", this.seen === "");
    this.pencil.hidden = false;
    this.pencil.lastChild!.textContent = this.seen ? "Edit notes" : "Add notes";
    put(this.body, this.seen && el("p", { class: "notebook-text" }, ...words(this.seen)));
  }

  private edit(): void {
    this.field.value = this.seen;
    write(this.said, "");
    put(this.trouble);
    this.pencil.hidden = true;
    this.root.classList.remove("is-empty");
    const cancel = () => {
      this.show();
      this.pencil.focus();
    };
    const form = el(
      "form",
      { class: "notebook-form" },
      this.field,
      this.trouble,
      el(
        "div",
        { class: "notebook-buttons" },
        el("button", { class: "btn btn-primary", type: "submit" }, "Save notes"),
        el("button", { class: "btn btn-quiet", type: "button", onclick: cancel }, "Cancel"),
        this.room,
        el("span", { class: "faint small push" }, "Plain text; whoever may see the run reads it."),
      ),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.save(this.seen);
    });
    put(this.body, form);
    this.typed();
    this.field.focus();
  }

  private typed(): void {
    const length = this.field.value.length;
    write(this.room, length >= SCARCE ? `${count(LONGEST - length)} characters left` : "");
  }

  /** @param seen the notes that these were made of, or that may be replaced by them */
  private async save(seen: string): Promise<void> {
    const notes = this.field.value;
    try {
      const now = await patchJson<RunDetail>(`/api/runs/${this.run.id}`, { notes, seen });
      this.seen = now.notes;
      this.show();
      write(this.said, "Saved");
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 409) await this.compare(error.message);
      else
        this.complain(`Not saved. ${error.problems[0]?.message ?? error.message} Your text is still here.`);
    }
  }

  /** Show what others wrote meanwhile; the person chooses. */
  private async compare(why: string): Promise<void> {
    let theirs: string;
    try {
      theirs = (await getJson<RunDetail>(`/api/runs/${this.run.id}`)).notes;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return this.complain(`Not saved. ${why}`);
    }
    const keep = () => void this.save(theirs);
    const take = () => {
      this.seen = theirs;
      this.show();
    };
    this.complain(
      `Not saved. ${why} They are now:`,
      el("pre", {}, theirs || "(empty)"),
      el("button", { class: "btn btn-quiet", type: "button", onclick: keep }, "Replace them by mine"),
      el("button", { class: "btn btn-quiet", type: "button", onclick: take }, "Keep them, drop mine"),
    );
  }

  private complain(text: string, ...more: Node[]): void {
    const box = el("div", { class: "note danger", role: "alert" }, icon("exclamation-octagon"));
    box.append(el("div", {}, el("p", {}, text), ...more));
    put(this.trouble, box);
  }
}
