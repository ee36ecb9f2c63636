/** A menu in which several things are ticked. */

import { el, put } from "../../panels/dom";

export interface Item {
  key: string;
  label: string;
}

export interface CheckMenu {
  root: HTMLDetailsElement;
  update(items: Item[], chosen: string[]): void;
}

/** @param change told the ticked keys: those that were ticked keep their order, new ones come last */
export function checkMenu(
  label: string,
  change: (keys: string[]) => void,
  ...rest: HTMLElement[]
): CheckMenu {
  const list = el("div", { class: "check-list" });
  const root = el(
    "details",
    { class: "menu check-menu" },
    el("summary", { class: "btn btn-quiet" }, label),
    el("div", { class: "menu-list" }, list, ...rest),
  );
  const leave = (event: Event): void => {
    if (!event.composedPath().includes(root)) root.open = false; // what was pressed may be gone by now
  };
  document.addEventListener("click", leave); // not on the press: the page may grow shorter, and the click miss its aim
  document.addEventListener("focusin", leave);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !root.open) return;
    root.open = false;
    root.querySelector("summary")?.focus();
  });
  return {
    root,
    update(items, chosen) {
      const boxes = items.map(({ key, label: words }) => {
        const box = el("input", {
          class: "form-check-input",
          type: "checkbox",
          checked: chosen.includes(key),
          onchange: () => change(box.checked ? [...chosen, key] : chosen.filter((one) => one !== key)),
        });
        return el("label", {}, box, words);
      });
      const focused = [...list.querySelectorAll("input")].indexOf(document.activeElement as HTMLInputElement);
      put(list, ...boxes);
      if (focused >= 0) list.querySelectorAll("input")[focused]?.focus();
    },
  };
}
