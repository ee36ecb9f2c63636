/** Columns that a person keeps under names: choose, save, rename, delete. */

import { ApiError, deleteAt, getJson, postJson, putJson } from "../../api/http";
import type { KeptColumns } from "../../generated/api";
import { el, icon, put } from "../../panels/dom";

const ADDRESS = "/api/column-sets";

export interface ColumnSets {
  root: HTMLElement;
}

/**
 * @param columns those shown now
 * @param choose show these
 */
export function columnSets(columns: () => string[], choose: (columns: string[]) => void): ColumnSets {
  const list = el("ul", { class: "kept-columns" });
  const said = el("p", { class: "complaint", role: "status" });
  const name = el("input", {
    class: "form-control",
    "aria-label": "Name of these columns",
    maxlength: 100,
    placeholder: "Name",
    required: true,
  });
  const form = el(
    "form",
    { class: "keep-columns" },
    name,
    el("button", { class: "btn btn-quiet", type: "submit" }, "Save these"),
  );
  let kept: KeptColumns[] = [];

  const attempt = async (deed: () => Promise<unknown>): Promise<void> => {
    put(said);
    try {
      await deed();
      kept = await getJson<KeptColumns[]>(ADDRESS);
      draw();
    } catch (error) {
      put(
        said,
        error instanceof ApiError && error.problems[0] ? error.problems[0].message : (error as Error).message,
      );
    }
  };
  const row = (set: KeptColumns): HTMLElement => {
    const item = el("li");
    const replace = (): void =>
      void attempt(() => putJson(`${ADDRESS}/${set.id}`, { name: set.name, columns: columns() }));
    const rename = (words: string): void =>
      void attempt(() => putJson(`${ADDRESS}/${set.id}`, { name: words, columns: set.columns }));
    put(
      item,
      el("button", { type: "button", class: "kept-name", onclick: () => choose(set.columns) }, set.name),
      small("arrow-clockwise", `Put the columns shown now under ${set.name}`, replace),
      small("pencil", `Rename ${set.name}`, () => put(item, renameForm(set.name, rename))),
      small("trash", `Delete ${set.name}`, () => void attempt(() => deleteAt(`${ADDRESS}/${set.id}`))),
    );
    return item;
  };
  const draw = (): void => {
    put(list, ...kept.map(row));
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = { name: name.value.trim(), columns: columns() };
    void attempt(() => postJson(ADDRESS, given)).then(() => {
      if (!said.textContent) name.value = "";
    });
  });
  void attempt(async () => {});
  return { root: el("div", { class: "column-sets" }, el("h3", {}, "Saved columns"), list, form, said) };
}

function renameForm(name: string, rename: (name: string) => void): HTMLElement {
  const field = el("input", {
    class: "form-control",
    "aria-label": `Another name for ${name}`,
    value: name,
    maxlength: 100,
    required: true,
  });
  const form = el(
    "form",
    { class: "keep-columns" },
    field,
    el("button", { class: "btn btn-quiet", type: "submit" }, "Rename"),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    rename(field.value.trim());
  });
  queueMicrotask(() => field.select());
  return form;
}

function small(name: string, words: string, act: () => void): HTMLButtonElement {
  return el(
    "button",
    { type: "button", class: "btn btn-bare btn-icon", "aria-label": words, title: words, onclick: act },
    icon(name),
  );
}
