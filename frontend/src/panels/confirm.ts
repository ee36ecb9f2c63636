/** Ask before what cannot be undone. */

import { answerOf } from "./dialog";
import { el } from "./dom";

export interface Question {
  title: string;
  consequence: string;
  yes: string;
  no: string;
}

/** The answer to a question, asked over the page; Escape means no. */
export async function confirmed({ title, consequence, yes, no }: Question): Promise<boolean> {
  const dialog = el(
    "dialog",
    { class: "dialog", "aria-label": title },
    el("h2", {}, title),
    el("p", {}, consequence),
    el(
      "form",
      { method: "dialog", class: "dialog-actions" },
      el("button", { class: "btn btn-quiet", value: "no" }, no),
      el("button", { class: "btn btn-primary", value: "yes" }, yes),
    ),
  );
  return (await answerOf(dialog)) === "yes";
}
