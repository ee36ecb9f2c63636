/** The tags by which the list can be narrowed: a menu of boxes. */

import type { TagCount } from "../generated/api";
import { el, icon, put, write } from "../panels/dom";
import { count } from "../panels/format";
import { closeElsewhere } from "../panels/menu";

export interface TagFilter {
  root: HTMLElement;
  update(known: TagCount[], chosen: string[]): void;
}

/** @param choose told the tags that runs must have */
export function tagFilter(choose: (tags: string[]) => void): TagFilter {
  const words = el("span");
  const list = el("div", { class: "menu-list tag-menu" });
  const root = el(
    "details",
    { class: "menu tag-filter" },
    el("summary", { class: "btn btn-quiet" }, icon("tag"), words),
    list,
  );
  closeElsewhere(root);
  let drawn = "";
  return {
    root,
    update(known, chosen) {
      const key = JSON.stringify([known, chosen]);
      if (key === drawn) return; // so that the focus stays where it is
      drawn = key;
      write(words, chosen.length ? `Tagged ${chosen.join(", ")}` : "Tags");
      root.classList.toggle("is-on", chosen.length > 0);
      const unknown = chosen.filter((tag) => !known.some((each) => each.tag === tag));
      const focused = (document.activeElement as HTMLInputElement | null)?.value;
      const boxes = [...unknown.map((tag) => ({ tag, runs: 0 })), ...known].map(({ tag, runs }) => {
        const box = el("input", {
          class: "form-check-input",
          type: "checkbox",
          value: tag,
          checked: chosen.includes(tag),
          onchange: () => choose(box.checked ? [...chosen, tag] : chosen.filter((other) => other !== tag)),
        });
        return {
          box,
          row: el("label", {}, box, el("span", {}, tag), el("span", { class: "num faint" }, count(runs))),
        };
      });
      const none = el("p", { class: "who" }, "No run has a tag yet. Choose runs, or open one, to tag it.");
      put(list, ...(boxes.length ? boxes.map(({ row }) => row) : [none]));
      boxes.find(({ box }) => root.open && box.value === focused)?.box.focus();
    },
  };
}
