/** The questions before a film: form, size, pictures a second, which part, and whether it says what it shows. */

import { type Clip, durationOf } from "../api/clip";
import { el, put, segmented } from "../panels/dom";
import { type Form, GIF_RATE, type Plan, partOf, SIZES, type Size, VIDEO_RATES } from "./plan";

const NAMES: Record<Form, string> = { mp4: "MP4", webm: "WebM", gif: "GIF" };

export interface FilmForm {
  root: HTMLElement;
  /** what is asked for now */
  plan(): Plan;
}

/** @param forms that can be made here, the first of them chosen; @param changed called after every change */
export function filmForm(clip: Clip, forms: Form[], words: string, changed: () => void): FilmForm {
  let form = forms[0]!;
  const size = select("Size");
  const rate = select("Frame rate");
  const from = seconds("From", 0, clip);
  const to = seconds("To", durationOf(clip), clip);
  const caption = el("input", { type: "checkbox", class: "form-check-input", id: "film-caption" });
  const show = (next: Form): void => {
    form = next;
    kinds.update(
      forms.map((key) => ({ key, label: NAMES[key] })),
      form,
    );
    const isGif = form === "gif";
    fill(size.input, sizesOf(form).map(sizeWords));
    const rates = isGif ? [GIF_RATE] : VIDEO_RATES;
    fill(
      rate.input,
      rates.map((perSecond) => `${perSecond} fps`),
    );
    rate.input.disabled = isGif;
  };
  const choose = (next: Form): void => {
    show(next);
    changed();
  };
  const kinds = segmented("Form", String, (key) => choose(key as Form));
  const root = el(
    "div",
    { class: "film-form", onchange: changed },
    kinds.root,
    el("div", { class: "film-fields" }, size.root, rate.root, from.root, to.root),
    el("label", { class: "film-caption", for: "film-caption" }, caption, `Write at its foot: ${words}`),
  );
  const plan = (): Plan => {
    const [start, end] = partOf(clip, from.input.valueAsNumber, to.input.valueAsNumber);
    return {
      form,
      ...sizesOf(form)[size.input.selectedIndex]!,
      fps: Number.parseInt(rate.input.value, 10),
      from: start,
      to: end,
      caption: caption.checked ? words : "",
    };
  };
  show(form);
  return { root, plan };
}

function sizesOf(form: Form): Size[] {
  return SIZES[form === "gif" ? "gif" : "video"];
}

function sizeWords({ width, height }: Size): string {
  return width === height ? `${width} × ${height}, square` : `${width} × ${height}`;
}

interface Field<Input> {
  root: HTMLElement;
  input: Input;
}

function field<Input extends HTMLElement>(label: string, input: Input, unit = ""): Field<Input> {
  const tail = unit && el("span", { class: "field-tail" }, el("span", { class: "field-unit" }, unit));
  const root = el(
    "label",
    { class: "field" },
    el("span", { class: "field-label" }, label),
    el("span", { class: "field-input" }, input, tail),
  );
  return { root, input };
}

function select(label: string): Field<HTMLSelectElement> {
  return field(label, el("select", { class: "form-select" }));
}

function fill(input: HTMLSelectElement, choices: string[]): void {
  put(input, ...choices.map((choice) => el("option", {}, choice)));
}

function seconds(label: string, value: number, clip: Clip): Field<HTMLInputElement> {
  const most = durationOf(clip).toFixed(2);
  const input = el("input", {
    class: "form-control",
    type: "number",
    min: 0,
    max: most,
    step: "any",
    value: value.toFixed(2),
    inputmode: "decimal",
  });
  return field(label, input, "s");
}
