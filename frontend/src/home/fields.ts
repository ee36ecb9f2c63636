/** Parts of the home page that stand by themselves. */

import { el, icon } from "../panels/dom";
import { ORDERS, type Order } from "./query";

/** Stands in for the table's titles where there is no room for them. @param choose told the order that is wanted */
export function orderField(choose: (order: Order) => void): HTMLSelectElement {
  const ways = Object.entries(ORDERS).flatMap(([column, { label, first }]) => {
    const other = first.startsWith("-") ? column : `-${column}`;
    return [first, other].map((order) => ({ order, words: `${label} ${order.startsWith("-") ? "↓" : "↑"}` }));
  });
  const field = el(
    "select",
    {
      class: "form-select when-narrow-only",
      "aria-label": "Order",
      onchange: () => choose(field.value as Order),
    },
    ...ways.map(({ order, words }) => el("option", { value: order }, words)),
  );
  return field;
}

/** What stands in the place of the list before the first run. */
export function emptyState(): HTMLElement {
  return el(
    "div",
    { class: "panel empty" },
    icon("activity"),
    el("h2", {}, "No run yet"),
    el("p", {}, "Start one, and within a minute you see creatures learn to move."),
    el("a", { class: "btn btn-quiet", href: "/runs/new/" }, icon("plus-lg"), "New run"),
  );
}
