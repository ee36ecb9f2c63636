/** Which part of the list is shown, and the way to the others. */

import { el, icon, write } from "../panels/dom";
import { count } from "../panels/format";

export interface Paging {
  root: HTMLElement;
  /** Show page number `page` of `total` runs, so many a page; where all fit on one it is not there. */
  update(page: number, size: number, total: number): void;
}

/** @param turn told the number of the page that is wanted */
export function paging(turn: (page: number) => void): Paging {
  let now = 1;
  const words = el("span", { class: "num faint small", role: "status" });
  const step = (name: string, label: string, by: number) =>
    el(
      "button",
      { class: "btn btn-quiet btn-icon", type: "button", "aria-label": label, onclick: () => turn(now + by) },
      icon(name),
    );
  const back = step("chevron-left", "Earlier page", -1);
  const forth = step("chevron-right", "Later page", 1);
  const root = el(
    "nav",
    { class: "paging", "aria-label": "Pages of the list", hidden: true },
    words,
    back,
    forth,
  );
  return {
    root,
    update(page, size, total) {
      now = page;
      const first = size * (page - 1) + 1;
      root.hidden = total <= size && page === 1;
      const last = Math.min(total, size * page);
      write(
        words,
        first > total ? `none of ${count(total)}` : `${count(first)}–${count(last)} of ${count(total)}`,
      );
      back.disabled = page === 1;
      forth.disabled = last >= total;
    },
  };
}
