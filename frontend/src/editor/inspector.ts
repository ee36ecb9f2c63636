/** The genes of what is selected; where nothing is, those of the whole body. */

import type { Problem } from "../api/http";
import { el, icon, put } from "../panels/dom";
import { decimal, plural } from "../panels/format";
import { changeMuscles, restAsTheyStand, setCoordinate, setNodeGene } from "./body";
import type { Editor } from "./editor";
import { type GeneField, geneField } from "./gene-field";
import {
  distance,
  type Genome,
  type MuscleGene,
  type MuscleGenes,
  type NodeGene,
  type VectorGene,
} from "./genome";
import { problemAt } from "./problems";
import { type VectorField, vectorField } from "./vector-field";
import { wholeBody } from "./whole-body";

const AXES = ["x", "y", "z"];
const NODE: NodeGene[] = ["size", "friction"];
const MUSCLE: MuscleGene[] = ["rest_length", "stiffness", "damping", "frequency", "amplitude", "phase"];
const SENSES: [MuscleGene, VectorGene | null][] = [
  ["direction_strength", "direction_bias"],
  ["velocity_strength", "velocity_bias"],
  ["distance_strength", null],
  ["distance_bias", null],
];

export interface Inspector {
  root: HTMLElement;
  update(problems: readonly Problem[]): void;
}

export function inspector(editor: Editor, begin: HTMLElement): Inspector {
  const nodes = nodeSection(editor);
  const muscles = muscleSection(editor);
  const body = wholeBody(editor, begin);
  const root = el("div", { class: "inspector" }, nodes.root, muscles.root, body.root);
  return {
    root,
    update(problems) {
      const { selection } = editor;
      nodes.root.hidden = selection.nodes.length === 0;
      muscles.root.hidden = selection.muscles.length === 0;
      body.root.hidden = selection.nodes.length + selection.muscles.length > 0;
      for (const section of [nodes, muscles, body]) if (!section.root.hidden) section.update(problems);
    },
  };
}

function nodeSection(editor: Editor): Inspector {
  const title = el("h2", {});
  const settle = (): void => editor.settle();
  const places = AXES.map((name, axis) =>
    geneField(
      editor.facts.of(name),
      (value) => editor.do((document, facts) => setCoordinate(document, axis, value, facts), `gene ${name}`),
      settle,
      { bare: true },
    ),
  );
  const genes = NODE.map((name) =>
    geneField(
      editor.facts.of(name),
      (value) => editor.do((document, facts) => setNodeGene(document, name, value, facts), `gene ${name}`),
      settle,
    ),
  );
  return {
    root: el(
      "section",
      { class: "side-section", "aria-label": "Selected nodes" },
      el("header", { class: "side-head" }, title),
      el("div", { class: "gene-row" }, ...places.map(({ root }) => root)),
      ...genes.map(({ root }) => root),
    ),
    update(problems) {
      const { genome, selection } = editor;
      const chosen = selection.nodes.map((i) => genome.nodes[i]!);
      put(title, heading("Node", selection.nodes));
      for (const [axis, field] of places.entries()) {
        field.show(chosen.map(({ position }) => position[axis]!));
        field.blame(problemAt(problems, "nodes", selection.nodes, `position[${axis}]`));
      }
      for (const [i, field] of genes.entries()) {
        field.show(chosen.map((node) => node[NODE[i]!]));
        field.blame(problemAt(problems, "nodes", selection.nodes, NODE[i]!));
      }
    },
  };
}

function heading(what: string, places: readonly number[]): string {
  return places.length === 1 ? `${what} ${places[0]! + 1}` : plural(places.length, what.toLowerCase());
}

function muscleSection(editor: Editor): Inspector {
  const title = el("h2", {});
  const ends = el("p", { class: "faint small num" });
  const { genes, vectors, senses } = muscleFields(editor);
  return {
    root: el(
      "section",
      { class: "side-section", "aria-label": "Selected muscles" },
      el("header", { class: "side-head" }, title, ends),
      ...MUSCLE.map((name) => genes.get(name)!.root),
      el(
        "details",
        { class: "senses" },
        el(
          "summary",
          {},
          icon("chevron-right"),
          "Senses",
          el("span", { class: "faint small" }, "of muscles without a net"),
        ),
        ...senses,
      ),
    ),
    update(problems) {
      const { genome, selection } = editor;
      const chosen = selection.muscles.map((i) => genome.muscles[i]!);
      put(title, heading("Muscle", selection.muscles));
      put(ends, chosen.length === 1 ? endsOf(genome, chosen[0]!) : "");
      for (const [name, gene] of genes) {
        gene.show(chosen.map((muscle) => muscle[name]));
        gene.blame(problemAt(problems, "muscles", selection.muscles, name));
      }
      for (const [name, vector] of vectors) vector.show(chosen.map((muscle) => muscle[name]));
    },
  };
}

interface MuscleFields {
  genes: Map<MuscleGene, GeneField>;
  vectors: Map<VectorGene, VectorField>;
  /** the fields of what makes a muscle swing more or less */
  senses: HTMLElement[];
}

function muscleFields(editor: Editor): MuscleFields {
  const field = (name: MuscleGene, extra?: HTMLElement): GeneField =>
    geneField(
      editor.facts.of(name),
      (value) =>
        editor.do((doc) => changeMuscles(doc, (muscle) => ({ ...muscle, [name]: value })), `gene ${name}`),
      () => editor.settle(),
      { extra },
    );
  const stand = el(
    "button",
    { class: "btn btn-bare push", type: "button", onclick: () => editor.do(restAsTheyStand) },
    "Set to distance",
  );
  const genes = new Map(
    MUSCLE.map((name) => [name, field(name, name === "rest_length" ? stand : undefined)]),
  );
  const vectors = new Map<VectorGene, VectorField>();
  const senses = SENSES.map(([name, vector]) => {
    const strength = field(name);
    genes.set(name, strength);
    if (!vector) return strength.root;
    const direction = vectorField(editor.facts.of(vector), (value) =>
      editor.do((document) => changeMuscles(document, (muscle) => ({ ...muscle, [vector]: value }))),
    );
    vectors.set(vector, direction);
    return el("div", {}, strength.root, direction.root);
  });
  return { genes, vectors, senses };
}

function endsOf({ nodes }: Genome, { ends }: MuscleGenes): string {
  const [a, b] = ends;
  return `nodes ${a + 1} and ${b + 1}, ${decimal(distance(nodes[a]!, nodes[b]!), 2)} m apart`;
}
