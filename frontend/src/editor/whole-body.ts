/** The body as a whole: what it is made of, its tempo, its net, and bodies to begin with. */

import type { Problem } from "../api/http";
import { el, icon, put } from "../panels/dom";
import { count, decimal } from "../panels/format";
import { lowestPoint, setOnGround } from "./body";
import type { Editor } from "./editor";
import { geneField } from "./gene-field";
import type { Brain, Genome } from "./genome";

const WHOLE = ["frequency_multiplier", "hue"] as const;

/** @param begin what to begin with, where there is nothing yet */
export function wholeBody(
  editor: Editor,
  begin: HTMLElement,
): { root: HTMLElement; update(problems: readonly Problem[]): void } {
  const facts = el("dl", { class: "facts num" });
  const genes = WHOLE.map((name) =>
    geneField(
      editor.facts.of(name),
      (value) =>
        editor.do(
          ({ genome, selection }) => ({ genome: { ...genome, [name]: value }, selection }),
          `gene ${name}`,
        ),
      () => editor.settle(),
    ),
  );
  const ground = el(
    "button",
    { class: "btn btn-quiet", type: "button", onclick: () => editor.do(setOnGround) },
    icon("arrow-bar-down"),
    "Set on the ground",
  );
  const net = el("div", {});
  const root = el(
    "section",
    { class: "side-section", "aria-label": "The whole body" },
    el("header", { class: "side-head" }, el("h2", {}, "Body")),
    facts,
    ground,
    net,
    ...genes.map(({ root: field }) => field),
    begin,
  );
  return {
    root,
    update(problems) {
      const { genome } = editor;
      put(facts, ...figures(genome));
      ground.hidden = Math.abs(lowestPoint(genome)) < 0.005;
      put(net, genome.brain && netNote(editor, genome.brain));
      for (const [i, field] of genes.entries()) {
        field.show([genome[WHOLE[i]!]]);
        field.blame(problems.find(({ path }) => path === WHOLE[i])?.message ?? "");
      }
    },
  };
}

function figures(genome: Genome): HTMLElement[] {
  const lowest = lowestPoint(genome);
  const rows: [string, string][] = [
    ["Nodes", count(genome.nodes.length)],
    ["Muscles", count(genome.muscles.length)],
    [
      "Lowest point",
      lowest < -0.005 ? `${decimal(-lowest, 2)} m below the ground` : `${decimal(lowest, 2)} m`,
    ],
  ];
  return rows.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value)));
}

function netNote(editor: Editor, brain: Brain): HTMLElement {
  const neurons = brain.kind === "dense" ? brain.bias_hidden.length : brain.hidden.length;
  const drop = (): void => {
    editor.do(({ genome, selection }) => ({ genome: { ...genome, brain: null }, selection }));
  };
  return el(
    "div",
    { class: "note" },
    icon("info-circle"),
    el(
      "div",
      {},
      el(
        "p",
        {},
        `A ${brain.kind === "neat" ? "NEAT" : "dense"} net of ${count(neurons)} hidden neurons drives it. New muscles get an output that does nothing yet.`,
      ),
      el("button", { class: "btn btn-quiet", type: "button", onclick: drop }, "Leave it to its oscillators"),
    ),
  );
}
