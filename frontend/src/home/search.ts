/** The field that searches the list; "/" leads to it. */

import { el } from "../panels/dom";

const TYPING_MS = 250;

export interface Search {
  root: HTMLElement;
  /** Show what is asked for; what was typed and not yet asked for goes. */
  update(text: string): void;
}

/** @param ask told what is searched for, once typing rests */
export function searchField(text: string, ask: (text: string) => void): Search {
  let typing: ReturnType<typeof setTimeout> | undefined;
  const field = el("input", {
    class: "form-control",
    type: "search",
    value: text,
    maxlength: 100,
    placeholder: "Search name, tag, owner, preset",
    "aria-label": "Search runs",
    "aria-keyshortcuts": "/",
    oninput: () => {
      clearTimeout(typing);
      typing = setTimeout(() => ask(field.value.trim()), TYPING_MS);
    },
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if ((event.target as Element).matches?.("input, textarea, select, [contenteditable]")) return;
    if (document.querySelector("dialog[open]") || !field.isConnected) return;
    event.preventDefault();
    field.select();
  });
  return {
    root: el("div", { class: "runs-search" }, field, el("kbd", { "aria-hidden": "true" }, "/")),
    update(now) {
      clearTimeout(typing);
      if (field.value.trim() !== now) field.value = now;
    },
  };
}
