/** What the home page asks for: search, state, tags, order and page. It stands in the address, so that it can be sent. */

import type { RunQuery } from "../generated/api";
import type { State } from "../panels/pill";

export type Order = NonNullable<RunQuery["order"]>;

export interface Query {
  search: string;
  /** empty: all */
  state: State | "";
  /** all of which a run must have */
  tags: string[];
  order: Order;
  /** 1 is the first */
  page: number;
}

/** runs on a page */
export const PAGE = 50;
const DEFAULT_ORDER: Order = "-created";

/** Columns by which the list can be ordered: their title, and which way the first press puts them. */
export const ORDERS: Record<string, { label: string; first: Order }> = {
  name: { label: "Name", first: "name" },
  state: { label: "State", first: "state" },
  generation: { label: "Generation", first: "-generation" },
  "held-out": { label: "Score", first: "-held-out" },
  best: { label: "In its generation", first: "-best" },
  speed: { label: "Creature-steps/s", first: "-speed" },
  owner: { label: "Owner", first: "owner" },
  created: { label: "Started", first: "-created" },
  elapsed: { label: "Computed for", first: "-elapsed" },
};

/** The column an order goes by. */
export function columnOf(order: Order): string {
  return order.replace(/^-/, "");
}

/** The order after a press on a column's title. */
export function pressed(column: string, order: Order): Order {
  if (columnOf(order) !== column) return ORDERS[column]!.first;
  return (order.startsWith("-") ? column : `-${column}`) as Order;
}

/** The question an address's query holds; what makes no sense counts as not there. */
export function queryOf(search: string): Query {
  const given = new URLSearchParams(search);
  const order = (given.get("order") ?? "") as Order;
  return {
    search: given.get("search") ?? "",
    state: (given.get("state") ?? "") as Query["state"],
    tags: given.getAll("tag"),
    order: columnOf(order) in ORDERS ? order : DEFAULT_ORDER,
    page: Math.max(1, Number.parseInt(given.get("page") ?? "1", 10) || 1),
  };
}

/** The address of a question; what is as usual is left out. */
export function addressOf({ search, state, tags, order, page }: Query): string {
  const parts = new URLSearchParams();
  if (search) parts.set("search", search);
  if (state) parts.set("state", state);
  for (const tag of tags) parts.append("tag", tag);
  if (order !== DEFAULT_ORDER) parts.set("order", order);
  if (page > 1) parts.set("page", `${page}`);
  const text = parts.toString();
  return text ? `/?${text}` : "/";
}

/** Where the API answers a question. */
export function endpointOf({ search, state, tags, order, page }: Query): string {
  const parts = new URLSearchParams({
    search,
    state,
    order,
    limit: `${PAGE}`,
    offset: `${PAGE * (page - 1)}`,
  });
  for (const tag of tags) parts.append("tag", tag);
  return `/api/runs?${parts}`;
}

/** Whether it asks for less than everything. */
export function isNarrowed({ search, state, tags }: Query): boolean {
  return search !== "" || state !== "" || tags.length > 0;
}
