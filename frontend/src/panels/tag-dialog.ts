/** Ask for a tag to put on runs, or to take off them. */

import type { RunSummary, TagCount } from "../generated/api";
import { answerOf } from "./dialog";
import { el } from "./dom";
import { plural } from "./format";

export const LONGEST_TAG = 30;

export interface TagChoice {
  deed: "tag" | "untag";
  tag: string;
}

/** What to do with which tag; null if the person turned back. @param known tags to suggest */
export async function askForTag(known: TagCount[], runs: RunSummary[]): Promise<TagChoice | null> {
  const present = [...new Set(runs.flatMap(({ tags }) => tags))].sort();
  const input = el("input", {
    class: "form-control",
    list: "known-tags",
    maxlength: LONGEST_TAG,
    autocomplete: "off",
    "aria-label": "Tag",
    required: true,
  });
  let choice: TagChoice | null = null;
  const off = (tag: string) => {
    const press = () => {
      choice = { deed: "untag", tag };
      dialog.close();
    };
    return el(
      "button",
      { class: "run-tag", type: "button", onclick: press, title: `Take “${tag}” off` },
      tag,
      " ×",
    );
  };
  const form = el(
    "form",
    { method: "dialog", class: "tag-form" },
    input,
    el("datalist", { id: "known-tags" }, ...known.map(({ tag }) => el("option", { value: tag }))),
    el("button", { class: "btn btn-primary", type: "submit" }, "Add"),
  );
  const dialog = el(
    "dialog",
    { class: "dialog", "aria-label": "Tag runs" },
    el("h2", {}, `Tag ${plural(runs.length, "run")}`),
    form,
    present.length ? el("p", { class: "faint small" }, "Take off:") : null,
    present.length ? el("div", { class: "tags" }, ...present.map(off)) : null,
    el(
      "form",
      { method: "dialog", class: "dialog-actions" },
      el("button", { class: "btn btn-quiet", type: "submit" }, "Close"),
    ),
  );
  form.addEventListener("submit", () => {
    const tag = input.value.trim();
    if (tag) choice = { deed: "tag", tag };
  });
  const closed = answerOf(dialog);
  input.focus();
  await closed;
  return choice;
}
