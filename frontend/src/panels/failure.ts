/** What stands where something would be that could not be had, with a way to try again. */

import { el, icon } from "./dom";

/** @param rest what the failure leaves as it was */
export function failure(error: Error, again: () => void, rest = ""): HTMLElement {
  return el(
    "div",
    { class: "note danger", role: "alert" },
    icon("exclamation-octagon"),
    el("div", {}, el("p", {}, error.message), rest && el("p", { class: "small" }, rest)),
    el("button", { class: "btn btn-quiet", type: "button", onclick: again }, "Try again"),
  );
}
