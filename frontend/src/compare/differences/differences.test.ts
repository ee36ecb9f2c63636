import { expect, test } from "vitest";
import { angle, bodyChanges } from "./body-changes";
import { brainChanges, inputNames, type Senses } from "./brain-changes";
import type { Genome, MuscleGenes, NeatLink } from "./genome";

const RANGES = {
  stiffness: { span: 150, wraps: false },
  phase: { span: 2 * Math.PI, wraps: true },
  size: { span: 0.4, wraps: false },
};
const SENSES: Senses = { widths: { target: 3, distance: 1, strain: 2, bias: 1 }, maxNodes: 4, maxMuscles: 3 };

function muscle(ends: [number, number], genes: Record<string, number> = {}): MuscleGenes {
  return { ends, direction_bias: [0, 1, 0], velocity_bias: [0, 1, 0], stiffness: 100, phase: 0, ...genes };
}

function genome(muscles: MuscleGenes[], changes: Partial<Genome> = {}): Genome {
  const nodes = [0, 1, 2].map((x) => ({
    position: [x, 0, 0] as [number, number, number],
    size: 0.4,
    friction: 0.5,
  }));
  return { frequency_multiplier: 1, hue: 0, nodes, muscles, brain: null, ...changes };
}

function dense(weights_in: number[][], weights_out: number[][]): Genome["brain"] {
  return { kind: "dense", weights_in, weights_out, bias_hidden: [0], bias_out: weights_out[0]!.map(() => 0) };
}

test("a body's changes are told by part, the largest share of a gene's range first", () => {
  const before = genome([muscle([0, 1]), muscle([1, 2], { phase: 0.1 })]);
  const after = genome([muscle([1, 0], { stiffness: 130 }), muscle([1, 2], { phase: 6.2 }), muscle([0, 2])]);
  after.nodes[2] = { position: [2, 0, 1], size: 0.4, friction: 0.5 };
  const { gained, lost, changes } = bodyChanges(before, after, RANGES);
  expect(gained).toEqual(["Muscle 1–3"]);
  expect(lost).toEqual([]);
  expect(changes.map(({ part, gene }) => `${part} ${gene}`)).toEqual([
    "Node 3 position",
    "Muscle 1–2 stiffness",
    "Muscle 2–3 phase",
  ]);
  expect(changes[1]).toMatchObject({ before: 100, after: 130, moved: 30, share: 0.2 });
  expect(changes[2]!.moved).toBeCloseTo(6.1 - 2 * Math.PI); // an angle goes the shorter way
});

test("nodes and muscles that are gone are lost, and the same genome has not changed", () => {
  const before = genome([muscle([0, 1]), muscle([1, 2])]);
  const after = genome([muscle([0, 1])], { nodes: before.nodes.slice(0, 2) });
  expect(bodyChanges(before, after, RANGES).lost).toEqual(["Node 3", "Muscle 2–3"]);
  expect(bodyChanges(before, before, RANGES)).toEqual({ gained: [], lost: [], changes: [] });
  expect(angle([0, 1, 0], [1, 0, 0])).toBeCloseTo(Math.PI / 2);
});

test("inputs are named by what they sense, and slots that a body leaves empty have no name", () => {
  expect(inputNames(genome([muscle([0, 1]), muscle([2, 1])]), SENSES)).toEqual([
    "target x",
    "target y",
    "target z",
    "distance",
    "strain 1–2",
    "strain 2–3",
    undefined,
    "bias",
  ]); // prettier-ignore
  expect(
    inputNames(genome([muscle([0, 1])]), { ...SENSES, widths: { velocity: 9, ground: 3 } }).slice(7, 14),
  ).toEqual(["velocity 3 y", "velocity 3 z", undefined, undefined, undefined, "ground 1", "ground 2"]);
});

test("a dense net's weights are matched by the muscles they belong to, not by their place", () => {
  const rows = (strains: number[]): number[][] => [[0], [0], [0], [0], ...strains.map((w) => [w]), [0]];
  const before = genome([muscle([0, 1]), muscle([1, 2])], { brain: dense(rows([1, 2, 9]), [[3, 4]]) });
  const after = genome([muscle([1, 2])], { brain: dense(rows([2.5, 9, 9]), [[4]]) });
  const found = brainChanges(before, after, SENSES)!;
  expect(found.kind).toBe("dense");
  expect(found.changed[0]).toEqual({ from: "strain 2–3", to: "neuron 1", before: 2, after: 2.5 });
  expect(found.changed.filter((one) => one.before !== one.after)).toHaveLength(1);
  expect(found.lost.map(({ from, to }) => `${from} → ${to}`)).toEqual([
    "strain 1–2 → neuron 1",
    "neuron 1 → muscle 1–2",
    "own bias → muscle 1–2",
  ]);
});

test("links of NEAT are matched by innovation number: gained, lost, changed, switched", () => {
  const link = (innovation: number, weight: number, enabled = true): NeatLink => ({
    from: "in:3",
    to: "out:0",
    weight,
    enabled,
    innovation,
  });
  const net = (links: NeatLink[], ids: number[]): Genome["brain"] => ({
    kind: "neat",
    links,
    output_bias: [0],
    hidden: ids.map((id) => ({ id, bias: 0 })),
  });
  const before = genome([muscle([0, 1])], { brain: net([link(1, 0.5), link(2, 1)], [7]) });
  const after = genome([muscle([0, 1])], {
    brain: net([link(1, 0.75, false), { ...link(9, 2), to: "hidden:8" }], [8, 9]),
  });
  const found = brainChanges(before, after, SENSES)!;
  expect(found.changed).toEqual([
    { from: "distance", to: "muscle 1–2", before: 0.5, after: 0.75, switched: "off" },
  ]);
  expect(found.gained).toEqual([{ from: "distance", to: "neuron 8", before: null, after: 2 }]);
  expect(found.lost).toHaveLength(1);
  expect(found.neurons).toEqual({ gained: 2, lost: 1 });
  expect(brainChanges(before, genome([]), SENSES)).toBeNull();
});
