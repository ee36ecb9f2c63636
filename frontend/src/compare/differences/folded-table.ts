/** Tables of changes, of which the first rows are shown until a person wants all. */

import { el } from "../../panels/dom";

/** The table and the button that unfolds it. @param numbers heads of the columns of numbers, which follow the words */
export function foldedTable(
  words: string[],
  numbers: string[],
  rows: HTMLElement[],
  shown: number,
): HTMLElement[] {
  const heads = [...words, ...numbers].map((head, i) =>
    el("th", { scope: "col", class: i < words.length ? null : "num" }, head),
  );
  const body = el("tbody", {}, ...rows.slice(0, shown));
  const more = el(
    "button",
    { class: "btn btn-bare", type: "button", hidden: rows.length <= shown },
    `Show all ${rows.length}`,
  );
  more.addEventListener("click", () => {
    body.append(...rows.slice(shown));
    more.hidden = true;
  });
  const table = el("table", { class: "changes" }, el("thead", {}, el("tr", {}, ...heads)), body);
  return [el("div", { class: "table-wrap" }, table), more];
}
