/** Genomes from elsewhere: dropped, chosen or pasted, checked by the server, then begun with or kept. */

import { ApiError, postJson } from "../api/http";
import type { DesignRow } from "../generated/api";
import { askName } from "../panels/ask-name";
import { el, icon, put } from "../panels/dom";
import { bytes, count, plural } from "../panels/format";
import { type Thumb, thumb } from "../panels/thumb";
import { show } from "./card";
import { type Founder, foundingOf, netOf, netsOf, sizeOf, titleOf } from "./founder";
import { foundersIn, genomesOf, MOST_BYTES, problemLine } from "./reading";

const WAIT_MS = 400;
const PROBLEMS_LISTED = 100;
const PICTURES = 24;

interface Wishes {
  /** told the genomes each time that they are found sound; none while they are not */
  found(founders: Founder[]): void;
  /** told the rows that were kept as one's own */
  kept(designs: DesignRow[]): void;
}

export class Importing {
  readonly root: HTMLElement;
  private readonly wishes: Wishes;
  private readonly text: HTMLTextAreaElement;
  private readonly files: HTMLInputElement;
  private readonly verdict = el("div", { class: "import-verdict", role: "status" });
  private readonly keep: HTMLButtonElement;
  /** texts of files; what is pasted stands in the field itself */
  private held: { name: string; text: string }[] = [];
  private founders: Founder[] = [];
  private drawn: Thumb[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asked: AbortController | undefined;

  constructor(wishes: Wishes) {
    this.wishes = wishes;
    this.text = el("textarea", {
      class: "form-control",
      rows: 8,
      spellcheck: "false",
      "aria-label": "Genomes as JSON",
      placeholder: '{"format": "evoweb-genome/1", …} or a list of such',
      oninput: () => {
        this.held = [];
        this.later();
      },
    });
    this.files = el("input", {
      type: "file",
      accept: ".json,application/json",
      multiple: true,
      class: "visually-hidden",
      "aria-label": "Files of genomes",
      onchange: () => void this.take([...(this.files.files ?? [])]),
    });
    const choose = el("button", { class: "btn btn-quiet", type: "button" }, icon("braces"), "Choose files");
    choose.addEventListener("click", () => this.files.click());
    this.keep = el("button", { class: "btn btn-quiet", type: "button", hidden: true }, "Keep as designs");
    this.keep.addEventListener("click", () => void this.keepAll());
    this.root = el(
      "div",
      { class: "importing" },
      el(
        "p",
        { class: "faint" },
        "Paste genomes, drop files here or choose them: one creature or a list, as downloads give them.",
      ),
      this.text,
      el("div", { class: "import-buttons" }, choose, this.files, this.keep),
      this.verdict,
    );
    this.root.addEventListener("dragover", (event) => {
      event.preventDefault();
      this.root.classList.add("is-over");
    });
    this.root.addEventListener("dragleave", () => this.root.classList.remove("is-over"));
    this.root.addEventListener("drop", (event) => {
      event.preventDefault();
      this.root.classList.remove("is-over");
      void this.take([...(event.dataTransfer?.files ?? [])]);
    });
  }

  /** Show genomes that were found sound before. */
  hold(founders: Founder[]): void {
    const { genomes } = foundingOf(founders);
    this.text.value = JSON.stringify(genomes.length === 1 ? genomes[0] : genomes, null, 1);
    this.approve(founders);
  }

  private async take(files: File[]): Promise<void> {
    if (files.length === 0) return;
    const size = files.reduce((sum, file) => sum + file.size, 0);
    if (size > MOST_BYTES)
      return this.refuse(`${bytes(size)} are more than the ${bytes(MOST_BYTES)} allowed.`);
    this.held = await Promise.all(files.map(async (file) => ({ name: file.name, text: await file.text() })));
    this.text.value = this.held.length === 1 ? (this.held[0]?.text ?? "") : "";
    this.files.value = "";
    void this.check();
  }

  private later(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.check(), WAIT_MS);
  }

  private read(): ReturnType<typeof genomesOf> | null {
    const isHeld = this.held.length > 1 || (this.held.length === 1 && this.text.value === this.held[0]?.text);
    const sources = isHeld ? this.held : [{ name: "", text: this.text.value }];
    if (!isHeld && this.text.value.trim() === "") return null;
    if (sources.reduce((sum, { text }) => sum + text.length, 0) > MOST_BYTES)
      return { trouble: `More than the ${bytes(MOST_BYTES)} allowed.` };
    return genomesOf(sources);
  }

  /** Ask the server whether the genomes are sound; the latest question wins. */
  private async check(): Promise<void> {
    this.stopDrawing();
    this.asked?.abort();
    this.asked = new AbortController();
    const read = this.read();
    if (!read) {
      put(this.verdict);
      return this.settle([]);
    }
    if ("trouble" in read) return this.refuse(read.trouble);
    put(this.verdict, el("p", { class: "faint" }, `Checking ${plural(read.genomes.length, "genome")} …`));
    try {
      const founders = { genomes: read.genomes };
      await postJson("/api/import/check", { founders }, this.asked.signal);
    } catch (error) {
      if (!(error instanceof ApiError)) return; // a later question replaced this one
      if (error.retryAfterMs !== null) this.timer = setTimeout(() => void this.check(), error.retryAfterMs);
      const lines = error.problems.map((problem) => problemLine(problem, read.genomes.length, read.from));
      return this.refuse(lines.length ? `${plural(lines.length, "problem")}:` : error.message, lines);
    }
    this.approve(foundersIn(read.genomes));
  }

  private stopDrawing(): void {
    for (const small of this.drawn) small.stop();
    this.drawn = [];
  }

  private refuse(words: string, lines: string[] = []): void {
    const shown = lines.slice(0, PROBLEMS_LISTED).map((line) => el("li", {}, line));
    put(
      this.verdict,
      el(
        "div",
        { class: "note danger" },
        icon("exclamation-octagon"),
        el(
          "div",
          {},
          el("p", {}, words),
          shown.length > 0 && el("ul", { class: "import-problems" }, ...shown),
        ),
      ),
    );
    this.settle([]);
  }

  /** Say that they are sound, and show them. */
  private approve(founders: Founder[]): void {
    const from = this.held.length > 1 ? ` of ${plural(this.held.length, "file")}` : "";
    const words = ` ${plural(founders.length, "genome")}${from}, all sound: ${netsOf(founders)}.`;
    const mixed = new Set(founders.map(netOf)).size > 1;
    put(
      this.verdict,
      el("p", {}, icon("check-lg"), words),
      mixed &&
        el(
          "p",
          { class: "faint" },
          "A run has one kind of brain: together they can be kept, not begun with.",
        ),
      this.pictures(founders),
    );
    this.settle(founders);
  }

  private pictures(founders: Founder[]): HTMLElement {
    const rest = founders.length - PICTURES;
    const cards = founders.slice(0, PICTURES).map((founder) => {
      const small = thumb(titleOf(founder));
      show(small, founder);
      this.drawn.push(small);
      const facts = el("div", { class: "creature-facts" }, el("p", { class: "num" }, sizeOf(founder)));
      return el("article", { class: "creature" }, small.root, facts);
    });
    return el(
      "div",
      { class: "creatures import-pictures" },
      ...cards,
      rest > 0 && el("p", { class: "faint num" }, `and ${count(rest)} more`),
    );
  }

  private settle(founders: Founder[]): void {
    if (founders.length === 0) this.stopDrawing();
    this.founders = founders;
    this.keep.hidden = founders.length === 0;
    this.wishes.found(founders);
  }

  private async keepAll(): Promise<void> {
    const { genomes } = foundingOf(this.founders);
    const take = async (name: string) => {
      const kept = await postJson<DesignRow[]>("/api/import/designs", { name, genomes });
      put(
        this.verdict,
        el("p", {}, icon("check-lg"), ` ${plural(kept.length, "creature")} kept as your own.`),
      );
      this.wishes.kept(kept);
    };
    await askName({ title: "Keep as your own", value: "Imported", yes: "Keep", take });
  }
}
