import { describe, expect, it } from "vitest";
import {
  addNode,
  changeMuscles,
  connect,
  connectSelected,
  moveNodes,
  removeSelected,
  restAsTheyStand,
  setNodeGene,
  setOnGround,
} from "./body";
import { duplicate, mirror, paste } from "./copies";
import type { Document } from "./document";
import { Editor } from "./editor";
import { distance, EMPTY, joins, type Vector } from "./genome";
import { aBody, chance, someFacts } from "./samples";

const facts = someFacts();

/** One of the things that people do, with what the dice choose. */
function something(editor: Editor, dice: () => number): void {
  const whole = (below: number): number => Math.floor(dice() * below);
  const { nodes, muscles } = editor.genome;
  const place: Vector = [dice() * 4 - 2, dice() * 2, dice() * 4 - 2];
  const act = dice() < 0.5 ? "drag" : null;
  const deeds: (() => void)[] = [
    () => editor.do((document) => addNode(document, place, facts)),
    () => editor.do((document) => connect(document, whole(nodes.length), whole(nodes.length), facts)),
    () => editor.do((document) => connectSelected(document, facts)),
    () => editor.do((document) => moveNodes(document, new Map([[whole(nodes.length), place]]), facts), act),
    () => editor.do((document) => setNodeGene(document, "size", dice(), facts), act),
    () => editor.do((document) => changeMuscles(document, (muscle) => ({ ...muscle, phase: dice() })), act),
    () => editor.do((document) => restAsTheyStand(document, facts)),
    () => editor.do(removeSelected),
    () => editor.do((document) => duplicate(document, facts)),
    () => editor.do((document) => mirror(document, Math.PI, facts)),
    () => editor.do(setOnGround),
    () => editor.do((document) => paste(document, aBody("tetrahedron"), facts)),
    () =>
      editor.select({ nodes: [whole(nodes.length), whole(nodes.length)], muscles: [whole(muscles.length)] }),
    () => editor.selectAll(),
    () => editor.settle(),
    () => editor.undo(),
    () => editor.redo(),
  ];
  deeds[whole(deeds.length)]!();
}

describe("the history", () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    "undoes any sequence of deeds to the start, and does it again (%i)",
    (seed) => {
      const dice = chance(seed);
      const start = seed % 2 ? EMPTY : aBody();
      const editor = new Editor(start, facts);
      for (let i = 0; i < 120; i++) something(editor, dice);
      while (editor.canRedo) editor.redo();
      const end = editor.genome;
      while (editor.canUndo) editor.undo();
      expect(editor.genome).toBe(start);
      while (editor.canRedo) editor.redo();
      expect(editor.genome).toBe(end);
    },
  );
  it("takes the moves of one drag for one step", () => {
    const editor = new Editor(aBody(), facts);
    for (const x of [1, 2, 3])
      editor.do((document) => moveNodes(document, new Map([[0, [x, 1, 0]]]), facts), "drag 1");
    editor.settle();
    editor.do((document) => moveNodes(document, new Map([[0, [4, 1, 0]]]), facts), "drag 2");
    editor.undo();
    expect(editor.genome.nodes[0]!.position[0]).toBe(3);
    editor.undo();
    expect(editor.genome).toEqual(aBody());
  });
});

/** What is wrong with a body or its selection; empty: nothing. */
function faultOf({ genome: { nodes, muscles }, selection }: Editor): string {
  if (nodes.length > 20 || muscles.length > 50) return "too large";
  if (nodes.some(({ position, size }) => position[1] < size / 2 - 1e-9)) return "below the ground";
  for (const [i, { ends }] of muscles.entries()) {
    const [a, b] = ends;
    if (a === b || a >= nodes.length || b >= nodes.length) return `muscle ${i} joins no two nodes`;
    if (muscles.findIndex((other) => joins(other, a, b)) !== i) return `muscle ${i} is a parallel one`;
  }
  if (selection.nodes.some((node) => node >= nodes.length)) return "no such node";
  return selection.muscles.some((muscle) => muscle >= muscles.length) ? "no such muscle" : "";
}

describe("a body", () => {
  it.each([1, 2, 3, 4, 5, 6])("stays one that can be drawn, whatever is done to it (%i)", (seed) => {
    const dice = chance(100 + seed);
    const editor = new Editor(aBody("inchworm"), facts);
    for (let i = 0; i < 100; i++) {
      something(editor, dice);
      expect(faultOf(editor)).toBe("");
    }
  });
  it("has no muscle from a node to itself, nor two between the same nodes, and says why", () => {
    const editor = new Editor(aBody(), facts);
    const said: string[] = [];
    editor.onRefusal((words) => said.push(words));
    expect(editor.do((document) => connect(document, 1, 1, facts))).toBe(false);
    expect(editor.do((document) => connect(document, 1, 0, facts))).toBe(false);
    expect(said).toEqual([
      "A muscle joins two different nodes.",
      "Nodes 2 and 1 are joined already, by muscle 1.",
    ]);
    expect(editor.canUndo).toBe(false);
  });
  it("takes the muscles of a node with it, and renumbers the ends of the others", () => {
    const editor = new Editor(aBody("tetrahedron"), facts);
    editor.select({ nodes: [1] });
    editor.do(removeSelected);
    expect(editor.genome.nodes).toHaveLength(3);
    expect(editor.genome.muscles.map(({ ends }) => ends)).toEqual([
      [0, 1],
      [0, 2],
      [1, 2],
    ]);
  });
  it("gives a new muscle the length at which its nodes stand", () => {
    const start = { ...aBody("tetrahedron"), muscles: [] };
    const { genome } = connect({ genome: start, selection: { nodes: [], muscles: [] } }, 0, 3, facts);
    expect(genome.muscles[0]!.rest_length).toBeCloseTo(distance(start.nodes[0]!, start.nodes[3]!));
  });
});

describe("the mirror", () => {
  const half = (document: Document): Document => {
    const left = document.genome.nodes.flatMap(({ position }, i) => (position[2] < -0.01 ? [i] : []));
    return removeSelected({ ...document, selection: { nodes: left, muscles: [] } });
  };

  it.each(["tetrahedron", "inchworm", "quadruped"])("makes a whole %s of its half", (key) => {
    const whole = aBody(key);
    const selection = { nodes: [], muscles: [] };
    const again = mirror(half({ genome: whole, selection }), 0, facts).genome;
    expect(again.nodes).toHaveLength(whole.nodes.length);
    const between = whole.muscles.filter(
      ({ ends }) =>
        ends.every((end) => whole.nodes[end]!.position[2] > -0.01) ||
        ends.every((end) => whole.nodes[end]!.position[2] < 0.01),
    );
    expect(again.muscles).toHaveLength(between.length);
  });
  it("twice is the same as once", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const dice = chance(seed);
      const editor = new Editor(EMPTY, facts);
      for (let i = 0; i < 12; i++) something(editor, dice);
      const once = new Editor(editor.genome, facts);
      if (!once.do((document) => mirror(document, Math.PI, facts))) continue;
      const genome = once.genome;
      once.do((document) => mirror(document, Math.PI, facts));
      expect(once.genome).toBe(genome);
      once.select({});
      once.do((document) => mirror(document, Math.PI, facts));
      expect(once.genome).toBe(genome);
    }
  });
  it("lets the other side begin later, and turns its directions round", () => {
    const start = aBody("inchworm");
    const muscles = start.muscles.map((muscle) => ({ ...muscle, direction_bias: [0.6, 0, 0.8] as const }));
    const one = half({ genome: { ...start, muscles }, selection: { nodes: [], muscles: [] } });
    const { genome } = mirror(one, Math.PI, facts);
    const [original, twin] = [one.genome.muscles[0]!, genome.muscles[one.genome.muscles.length]!];
    expect(twin.phase).toBeCloseTo((original.phase + Math.PI) % (2 * Math.PI));
    expect(twin.direction_bias).toEqual([0.6, 0, -0.8]);
  });
});
