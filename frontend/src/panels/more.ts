/** What stands under a list that does not show all. */

import { el, put } from "./dom";
import { count } from "./format";

/** Say how many are shown and let more be asked for; where all are shown, nothing stands there. */
export function offerMore(place: HTMLElement, shown: number, all: number, next: () => void): void {
  const rest = [
    el("span", { class: "faint num" }, `${count(shown)} of ${count(all)}`),
    el("button", { class: "btn btn-quiet", type: "button", onclick: next }, "Show more"),
  ];
  put(place, ...(shown < all ? rest : []));
}
