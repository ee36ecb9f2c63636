/** A run's tags: shown to all who see it, put on and taken off by those who may edit it. */

import { ApiError, getJson, postJson } from "../api/http";
import type { RunSummary, TagCount } from "../generated/api";
import { el, icon, put } from "./dom";
import { LONGEST_TAG } from "./tag-dialog";
import { toast } from "./toast";

export interface RunTags {
  update(run: RunSummary): void;
}

/** @param root holds the tags already @param done told the run as it is afterwards */
export function runTags(root: HTMLElement, run: RunSummary, done: (run: RunSummary) => void): RunTags {
  let shown = "";
  const suggestions = el("datalist", { id: "run-tag-suggestions" });
  const add = el(
    "button",
    { class: "run-tag tag-add", type: "button", onclick: () => void ask() },
    icon("plus-lg"),
    "Tag",
  );

  const change = async (body: { add?: string[]; remove?: string[] }) => {
    try {
      done(await postJson<RunSummary>(`/api/runs/${run.id}/tags`, body));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toast(error.problems[0] ? `A tag ${error.problems[0].message}.` : error.message, "danger");
    }
  };
  const chip = (tag: string) => {
    const link = el(
      "a",
      { href: `/?tag=${encodeURIComponent(tag)}`, title: `All runs tagged “${tag}”` },
      tag,
    );
    const off = el(
      "button",
      {
        type: "button",
        "aria-label": `Take the tag ${tag} off`,
        onclick: () => void change({ remove: [tag] }),
      },
      icon("x-lg"),
    );
    return el("span", { class: "run-tag" }, link, run.may_edit && off);
  };
  const draw = (tags: string[]) => {
    shown = tags.join();
    put(root, ...tags.map(chip), run.may_edit && add, suggestions);
  };
  const ask = async () => {
    const field = el("input", {
      class: "form-control",
      list: "run-tag-suggestions",
      maxlength: LONGEST_TAG,
      autocomplete: "off",
      placeholder: "Tag",
      "aria-label": "New tag",
    });
    const form = el("form", { class: "tag-new" }, field);
    const close = () => {
      form.replaceWith(add);
      add.focus();
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const tag = field.value.trim();
      close();
      if (tag) void change({ add: [tag] });
    });
    form.addEventListener("keydown", (event) => event.key === "Escape" && close());
    field.addEventListener("blur", () => form.isConnected && !field.value.trim() && form.replaceWith(add));
    add.replaceWith(form);
    field.focus();
    const known = await getJson<TagCount[]>("/api/runs/tags").catch(() => []); // one can type without them
    put(suggestions, ...known.map(({ tag }) => el("option", { value: tag })));
  };
  draw(run.tags);
  return {
    update(now) {
      if (now.tags.join() !== shown) draw(now.tags);
    },
  };
}
