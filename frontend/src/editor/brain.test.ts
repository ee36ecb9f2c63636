import { describe, expect, it } from "vitest";
import { connect, Refusal, removeSelected } from "./body";
import { mirror, part } from "./copies";
import type { Brain, DenseBrain, Genome, NeatBrain } from "./genome";
import { genomeOf } from "./pasted";
import { ofGenome, problemAt, thingOf } from "./problems";
import { aBody, someFacts } from "./samples";

const facts = someFacts();
const dense = (muscles: number): DenseBrain => ({
  kind: "dense",
  activation: "tanh",
  weights_in: [[1, 2]],
  bias_hidden: [0, 0],
  weights_out: [1, 2].map((row) => Array.from({ length: muscles }, (_, column) => 10 * row + column)),
  bias_out: Array.from({ length: muscles }, (_, column) => column),
});
const neat = (muscles: number): NeatBrain => ({
  kind: "neat",
  activation: "tanh",
  inputs: 7,
  outputs: muscles,
  hidden: [{ id: 31, bias: 0 }],
  output_bias: Array.from({ length: muscles }, (_, column) => column),
  links: [
    { from: "in:0", to: "hidden:31", weight: 1, enabled: true, innovation: 1 },
    ...Array.from({ length: muscles }, (_, m) => ({
      ...{ from: "hidden:31", to: `out:${m}`, weight: m, enabled: true, innovation: m + 2 },
    })),
  ],
});

function without(body: Genome, muscles: number[]): Genome {
  return removeSelected({ genome: body, selection: { nodes: [], muscles } }).genome;
}

describe("a net stays in step with its muscles", () => {
  const body = aBody("tetrahedron"); // 6 muscles
  const of = (brain: Brain): Genome => ({ ...body, brain });

  it("where some go", () => {
    const left = without(of(dense(6)), [0, 3]).brain as DenseBrain;
    expect(left.bias_out).toEqual([1, 2, 4, 5]);
    expect(left.weights_out).toEqual([
      [11, 12, 14, 15],
      [21, 22, 24, 25],
    ]);
    const grown = without(of(neat(6)), [0, 3]).brain as NeatBrain;
    expect([grown.outputs, grown.output_bias]).toEqual([4, [1, 2, 4, 5]]);
    expect(grown.links.map(({ to, weight }) => [to, weight])).toEqual([
      ["hidden:31", 1],
      ["out:0", 1],
      ["out:1", 2],
      ["out:2", 4],
      ["out:3", 5],
    ]);
  });
  it("where some come: their outputs are 0", () => {
    const fewer = without(of(dense(6)), [2]);
    const [a, b] = body.muscles[2]!.ends;
    const { genome } = connect({ genome: fewer, selection: { nodes: [], muscles: [] } }, a, b, facts);
    const brain = genome.brain as DenseBrain;
    expect(brain.bias_out).toEqual([0, 1, 3, 4, 5, 0]);
    expect(brain.weights_out[1]).toEqual([20, 21, 23, 24, 25, 0]);
  });
  it("where a side is mirrored", () => {
    const half = removeSelected({ genome: of(neat(6)), selection: { nodes: [2], muscles: [] } });
    const { genome } = mirror(half, 0, facts);
    expect((genome.brain as NeatBrain).outputs).toBe(genome.muscles.length);
  });
});

describe("genome JSON from outside", () => {
  it("comes back as it was copied", () => {
    const body = { ...aBody(), brain: neat(13) };
    expect(genomeOf(JSON.stringify(body))).toEqual(body);
    expect(genomeOf(JSON.stringify([part(body, [0, 1])])).muscles).toHaveLength(1);
  });
  it.each([
    ["", "no genome JSON"],
    ["[]", "format"],
    ["null", "format"],
    ['{"format": "evoweb-genome/2"}', "format"],
    ['{"format": "evoweb-genome/1", "nodes": [], "muscles": {}}', "missing"],
    [
      '{"format": "evoweb-genome/1", "nodes": [{"position": [0, 1], "size": 1, "friction": 1}], "muscles": []}',
      "missing",
    ],
    ['{"format": "evoweb-genome/1", "nodes": [], "muscles": [{"ends": [0, 1]}]}', "missing"],
    ['{"format": "evoweb-genome/1", "nodes": [], "muscles": [], "brain": {"kind": "dense"}}', "missing"],
    [
      '{"format": "evoweb-genome/1", "nodes": [], "muscles": [], "brain": {"kind": "neat", "output_bias": [], "links": [1]}}',
      "missing",
    ],
  ])("is refused in words where it cannot be drawn: %s", (text, why) => {
    expect(() => genomeOf(text)).toThrow(Refusal);
    expect(() => genomeOf(text)).toThrow(why);
  });
});

describe("a problem", () => {
  it("leads to the thing that it is about", () => {
    const { path } = ofGenome({ path: "genome.nodes[3].size", message: "must be 0.2 to 0.6 m" });
    expect(thingOf(path)).toEqual({ selection: { nodes: [3] }, gene: "size" });
    expect(thingOf("muscles[0].ends")!.selection).toEqual({ muscles: [0] });
    expect(thingOf("muscles")).toBeNull();
  });
  it("stands at the field of what is selected", () => {
    const problems = [{ path: "nodes[3].size", message: "must be 0.2 to 0.6 m" }];
    expect(problemAt(problems, "nodes", [1, 3], "size")).toBe("Must be 0.2 to 0.6 m");
    expect(problemAt(problems, "nodes", [1], "size")).toBe("");
    expect(problemAt(problems, "muscles", [3], "size")).toBe("");
  });
});
