import { describe, expect, it } from "vitest";
import type { HallEntry } from "../generated/api";
import {
  addressOf,
  type Founder,
  foundingOf,
  keyOf,
  netOf,
  netsOf,
  otherWorldWords,
  scoreWords,
  sizeOf,
  startAddress,
} from "./founder";
import { foundersIn, genomesIn, genomesOf, problemLine } from "./reading";
import { MOST, Selection } from "./selection";

const entry: HallEntry = {
  run: 4,
  creature: "3-7",
  generation: 9,
  run_name: "walker",
  owner: "mira",
  task: "run",
  world: "natural",
  brain: "neat",
  fitness: 41.2,
  held_out_mean: 37,
  held_out_deviation: 1.2,
  repeats: 0.98,
  nodes: 5,
  muscles: 8,
};
const creature: Founder = { kind: "creature", entry };
const design: Founder = {
  kind: "design",
  design: { id: 12, name: "mine", nodes: 3, muscles: 1, net: null, created: "", changed: "" },
};
const genome = { nodes: [], muscles: [], brain: { kind: "dense" } };
const imported: Founder = { kind: "genome", place: 0, genome };

describe("founders", () => {
  it("have keys and addresses by which they are told apart", () => {
    expect(addressOf(entry)).toBe("4/3-7/9");
    expect(new Set([creature, design, imported].map(keyOf)).size).toBe(3);
    expect(startAddress([creature, design])).toBe("/runs/new/?creature=4/3-7/9&design=12");
  });

  it("go to the API by kind, each kind in its order", () => {
    expect(foundingOf([imported, creature, design])).toEqual({
      creatures: [{ run: 4, creature: "3-7", generation: 9 }],
      designs: [12],
      genomes: [genome],
    });
  });

  it("are described by size and net", () => {
    expect([creature, design, imported].map(netOf)).toEqual(["NEAT net", "oscillators", "dense net"]);
    expect(sizeOf(design)).toBe("3 nodes, 1 muscle");
    expect(netsOf([design, design])).toBe("oscillators");
    expect(netsOf([design, imported, design])).toBe("2 × oscillators, 1 × dense net");
  });

  it("say what their figure is: a champion's score over unseen trials, never what it had in its generation", () => {
    expect(scoreWords(entry)).toEqual({ figure: "37.0", beside: "± 1.2 · repeats 0.98" });
    expect(scoreWords({ ...entry, held_out_deviation: null, repeats: null }).beside).toBe("score");
    const nobodys = { ...entry, held_out_mean: null, held_out_deviation: null, repeats: null };
    expect(scoreWords(nobodys)).toEqual({ figure: "41.2", beside: "in its generation" });
  });
});

describe("founders of another world", () => {
  const old: Founder = { kind: "creature", entry: { ...entry, world: "published" } };
  it("are told of, with what does not carry over", () => {
    expect(otherWorldWords([old], "natural")).toBe(
      "It comes from the published world. In the natural world it moves otherwise, and its score does not carry over.",
    );
    expect(otherWorldWords([old, creature, design], "natural")).toMatch(
      /^1 of them comes from the published/,
    );
    expect(otherWorldWords([creature, creature], "published")).toBe(
      "They come from the natural world. In the published world they move otherwise, and their scores do not carry over.",
    );
  });
  it("are no matter where all are of the run's own, or nobody knows", () => {
    expect(otherWorldWords([creature, design, imported], "natural")).toBe("");
  });
});

describe("a selection", () => {
  it("keeps the order of choosing and tells of changes alone", () => {
    const selection = new Selection([creature]);
    let told = 0;
    const stop = selection.onChange(() => told++);
    selection.set(design, true);
    selection.set(design, true);
    selection.set(creature, false);
    selection.set(creature, true);
    expect(selection.all).toEqual([design, creature]);
    expect(told).toBe(3);
    stop();
    selection.replace([]);
    expect(told).toBe(3);
  });

  it("takes no more of a kind than the server does", () => {
    const many = Array.from(
      { length: MOST.creature },
      (_, run): Founder => ({ kind: "creature", entry: { ...entry, run } }),
    );
    const selection = new Selection(many);
    selection.set({ kind: "creature", entry: { ...entry, run: 999 } }, true);
    expect(selection.size).toBe(MOST.creature);
    selection.set(design, true);
    expect(selection.size).toBe(MOST.creature + 1);
  });
});

describe("text of genomes", () => {
  it("holds one, a list, or a list as the API answers it", () => {
    expect(genomesIn('{"format": 1}')).toEqual({ genomes: [{ format: 1 }] });
    expect(genomesIn("[1, 2]")).toEqual({ genomes: [1, 2] });
    expect(genomesIn('{"genomes": [1]}')).toEqual({ genomes: [1] });
    expect(genomesIn("7")).toEqual({ genomes: [7] });
    expect(genomesIn("null")).toEqual({ genomes: [null] });
  });

  it("that is none is refused in words", () => {
    expect(genomesIn("{nodes")).toHaveProperty("trouble", expect.stringMatching(/^This is no JSON/));
    expect(genomesIn("[]")).toHaveProperty("trouble");
    expect(genomesIn(JSON.stringify(Array(5001).fill(0)))).toHaveProperty(
      "trouble",
      expect.stringContaining("5\u2009001"),
    );
  });

  it("of several files comes together, and the first trouble stands for all", () => {
    const files = (...texts: string[]) => texts.map((text, i) => ({ name: `${"abc"[i]}.json`, text }));
    const from = ["a.json", "a.json", "b.json"];
    expect(genomesOf(files("[1, 2]", "3"))).toEqual({ genomes: [1, 2, 3], from });
    expect(genomesOf(files("1", "{"))).toHaveProperty(
      "trouble",
      expect.stringMatching(/^b\.json: This is no/),
    );
    expect(genomesOf(files("1", " \n", "2"))).toEqual({ trouble: "b.json: The file is empty." });
    expect(genomesOf(files(""))).toEqual({ trouble: "a.json: The file is empty." });
    const half = JSON.stringify(Array(3000).fill(0));
    expect(genomesOf(files(half, half))).toHaveProperty("trouble");
    const problem = { path: "founders.genomes[1].hue", message: "is missing" };
    expect(problemLine(problem, 3, from)).toBe("a.json, genome 2, hue: is missing");
    expect(problemLine({ ...problem, path: "genomes[2]" }, 3, from)).toBe("b.json: is missing");
  });

  it("gives founders with places, and problems with theirs", () => {
    expect(foundersIn([genome, genome]).map(keyOf)).toEqual(["genome 0", "genome 1"]);
    const problem = { path: "genomes[1].nodes[0].size", message: "must be 0.2 to 0.6 m" };
    expect(problemLine(problem, 2)).toBe("Genome 2, nodes[0].size: must be 0.2 to 0.6 m");
    expect(problemLine({ path: "genomes[0]", message: "must be an object" }, 1)).toBe(
      "The genome: must be an object",
    );
    expect(problemLine({ path: "founders.genomes", message: "is too long" }, 9)).toBe("genomes: is too long");
    expect(problemLine({ path: "", message: "no" }, 1)).toBe("no");
  });
});
