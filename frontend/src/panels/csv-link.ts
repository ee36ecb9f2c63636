/** A link to a table that the server sends as a file. */

import { el, icon } from "./dom";

/** @param what is in the table, as those hear it who do not see where the link stands */
export function csvLink(what: string, href = ""): HTMLAnchorElement {
  const words = { title: `${what}, as comma-separated values`, "aria-label": `Download ${what} as CSV` };
  return el("a", { class: "btn btn-bare", download: true, href, ...words }, icon("download"), "CSV");
}
