/** Nodes and muscles as tables: all that the stage does, for the keyboard and for whoever is read to. */

import { el, icon, put } from "../panels/dom";
import { addNode, changeMuscles, connect, moveNodes, removeSelected, setNodeGene } from "./body";
import type { Document, Selection } from "./document";
import type { Editor } from "./editor";
import type { Facts } from "./facts";
import { shown } from "./gene-field";
import type { MuscleGene, NodeGene, Vector } from "./genome";

const NODE: NodeGene[] = ["size", "friction"];
const MUSCLE: MuscleGene[] = ["rest_length", "stiffness", "frequency", "amplitude", "phase"];
/** m, how far beside the last node a new one is put */
const BESIDE = 0.5;

export interface Table {
  root: HTMLElement;
  update(): void;
}

export function bodyTable(editor: Editor): Table {
  const nodes = el("tbody", {});
  const muscles = el("tbody", {});
  const ends = [endSelect("From node", 0), endSelect("To node", 1)] as const;
  const [from, to] = ends;
  const add = button("plus-lg", "Add a node", () =>
    editor.do((document, facts) => addNode(document, beside(document), facts)),
  );
  const join = button("link-45deg", "Connect", () =>
    editor.do((document, facts) => connect(document, Number(from.value), Number(to.value), facts)),
  );
  let drawn = "";
  return {
    root: el(
      "div",
      { class: "editor-tables" },
      section("Nodes", ["Node", "x m", "y m", "z m", "Ø m", "Grip"], nodes, add),
      section(
        "Muscles",
        ["Muscle", "Rest m", "N/m", "Hz", "Ampl.", "Phase"],
        muscles,
        el("div", { class: "editor-join" }, from, to, join),
      ),
    ),
    update() {
      const { genome } = editor;
      const shape = JSON.stringify([genome.nodes.length, genome.muscles.map((muscle) => muscle.ends)]);
      if (shape !== drawn) {
        drawn = shape;
        put(nodes, ...genome.nodes.map((_, i) => nodeRow(editor, i)));
        put(muscles, ...genome.muscles.map((_, i) => muscleRow(editor, i)));
        for (const select of ends) refill(select, genome.nodes.length);
      }
      fill(nodes, editor, "nodes");
      fill(muscles, editor, "muscles");
    },
  };
}

/** Beside the last node, or the first one of all. */
function beside({ genome }: Document): Vector {
  const last = genome.nodes.at(-1);
  return last ? [last.position[0] + BESIDE, last.position[1], last.position[2]] : [0, 0, 0];
}

function section(title: string, heads: string[], rows: HTMLElement, tools: HTMLElement): HTMLElement {
  const cells = heads.map((head) => el("th", { scope: "col", class: "num" }, head));
  const table = el(
    "table",
    { class: "genes" },
    el("thead", {}, el("tr", {}, ...cells, el("th", { scope: "col" }))),
    rows,
  );
  return el(
    "section",
    { class: "side-section" },
    el("header", { class: "side-head" }, el("h2", {}, title)),
    el("div", { class: "table-wrap" }, table),
    tools,
  );
}

type Set = (document: Document, value: number, facts: Facts) => Document;

function nodeRow(editor: Editor, node: number): HTMLTableRowElement {
  const place =
    (axis: number): Set =>
    (document, value, facts) => {
      const { position } = document.genome.nodes[node]!;
      const next = position.map((x, i) => (i === axis ? value : x)) as unknown as Vector;
      return moveNodes(document, new Map([[node, next]]), facts);
    };
  const gene =
    (name: NodeGene): Set =>
    (document, value, facts) =>
      keeping(document, "nodes", node, (alone) => setNodeGene(alone, name, value, facts));
  const cells = [
    ...["x", "height", "z"].map((name, axis) => cell(editor, `Node ${node + 1}, ${name}`, place(axis))),
    ...NODE.map((name) => cell(editor, `Node ${node + 1}, ${name}`, gene(name))),
  ];
  return row(editor, "nodes", node, `${node + 1}`, cells);
}

function muscleRow(editor: Editor, muscle: number): HTMLTableRowElement {
  const gene =
    (name: MuscleGene): Set =>
    (document, value, facts) =>
      keeping(document, "muscles", muscle, (alone) =>
        changeMuscles(alone, (genes) => ({ ...genes, [name]: facts.within(name, value) })),
      );
  const cells = MUSCLE.map((name) =>
    cell(editor, `Muscle ${muscle + 1}, ${name.replace("_", " ")}`, gene(name)),
  );
  const ends = editor.genome.muscles[muscle]!.ends.map((end) => end + 1).join("–");
  return row(editor, "muscles", muscle, ends, cells);
}

/** Change one thing alone, and select again what was selected. */
function keeping(
  document: Document,
  kind: keyof Selection,
  place: number,
  change: (alone: Document) => Document,
): Document {
  const alone = { nodes: [], muscles: [], [kind]: [place] };
  return {
    genome: change({ genome: document.genome, selection: alone }).genome,
    selection: document.selection,
  };
}

function row(
  editor: Editor,
  kind: keyof Selection,
  place: number,
  name: string,
  cells: HTMLTableCellElement[],
): HTMLTableRowElement {
  const what = `${kind === "nodes" ? "node" : "muscle"} ${place + 1}`;
  const chosen = el("input", { type: "checkbox", class: "form-check-input", "aria-label": `Select ${what}` });
  chosen.addEventListener("change", () => editor.toggle(kind, place));
  const remove = el(
    "button",
    {
      ...{
        class: "btn btn-bare btn-icon",
        type: "button",
        "aria-label": `Delete ${what}`,
        title: `Delete ${what}`,
      },
      onclick: () =>
        editor.do((document) =>
          removeSelected({ ...document, selection: { nodes: [], muscles: [], [kind]: [place] } }),
        ),
    },
    icon("trash"),
  );
  const head = el("th", { scope: "row" }, el("label", {}, chosen, name));
  return el("tr", {}, head, ...cells, el("td", {}, remove));
}

function cell(editor: Editor, label: string, set: Set): HTMLTableCellElement {
  const input = el("input", {
    class: "gene-cell num",
    type: "number",
    step: "any",
    inputmode: "decimal",
    autocomplete: "off",
    "aria-label": label,
  });
  input.addEventListener("change", () => {
    const value = input.valueAsNumber;
    if (Number.isFinite(value)) editor.do((document, facts) => set(document, value, facts));
    else editor.select(editor.selection); // shows the value that stands
  });
  return el("td", {}, input);
}

function fill(body: HTMLElement, editor: Editor, kind: keyof Selection): void {
  const { genome, selection } = editor;
  for (const [place, tr] of [...body.children].entries()) {
    const chosen = selection[kind].includes(place);
    const [box, ...cells] = tr.querySelectorAll("input");
    box!.checked = chosen;
    tr.classList.toggle("is-marked", chosen);
    const values =
      kind === "nodes"
        ? [...genome.nodes[place]!.position, ...NODE.map((name) => genome.nodes[place]![name])]
        : MUSCLE.map((name) => genome.muscles[place]![name]);
    for (const [i, input] of cells.entries()) {
      const text = shown(values[i]!);
      if (input.value !== text) input.value = text;
    }
  }
}

function endSelect(label: string, begins: number): HTMLSelectElement {
  return el("select", { class: "form-select", "aria-label": label, "data-begins": begins });
}

function refill(select: HTMLSelectElement, nodes: number): void {
  const chosen = select.value || select.dataset.begins!;
  put(select, ...Array.from({ length: nodes }, (_, i) => el("option", { value: i }, `Node ${i + 1}`)));
  if (Number(chosen) < nodes) select.value = chosen;
}

function button(name: string, words: string, act: () => void): HTMLButtonElement {
  return el("button", { class: "btn btn-quiet", type: "button", onclick: act }, icon(name), words);
}
