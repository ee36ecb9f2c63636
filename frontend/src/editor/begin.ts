/** Bodies to begin with: simple ones, or a random newborn. */

import { ApiError, postJson } from "../api/http";
import { el, icon, write } from "../panels/dom";
import type { Actions } from "./actions";
import type { Facts } from "./facts";
import type { Genome } from "./genome";
import { bodyOf, START_BODIES } from "./start-bodies";

export function beginWith(actions: Actions, facts: Facts): HTMLElement {
  const words = el("p", { class: "faint small", role: "status" });
  const newborn = async (): Promise<void> => {
    write(words, "");
    try {
      const { genomes } = await postJson<{ genomes: Genome[] }>("/api/genetics/generate", { count: 1 });
      if (genomes[0]) actions.begin(genomes[0]);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      write(words, error.message);
    }
  };
  const buttons = START_BODIES.map((one) =>
    el(
      "button",
      { class: "btn btn-quiet", type: "button", onclick: () => actions.begin(bodyOf(one, facts)) },
      one.title,
    ),
  );
  return el(
    "div",
    { class: "begin" },
    el("h3", {}, "Begin with"),
    el(
      "div",
      { class: "form-buttons" },
      ...buttons,
      el(
        "button",
        { class: "btn btn-quiet", type: "button", onclick: () => void newborn() },
        icon("shuffle"),
        "Random newborn",
      ),
    ),
    words,
  );
}
