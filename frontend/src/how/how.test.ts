import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { activationsAt } from "./activity";
import { curvePoints, lengthShare, rhythmClip } from "./oscillator";
import { readScenes } from "./scenes";

const file = readFileSync(new URL("./scenes.bin", import.meta.url));
const scenes = readScenes(file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength));

describe("the bundled creatures", () => {
  test("a body has a clip for every place of both sliders", () => {
    const { frictions, home, stiffnesses, clips } = scenes.body;
    expect(clips.map((row) => row.length)).toEqual(frictions.map(() => stiffnesses.length));
    expect(frictions).toContain(home);
    expect(stiffnesses).toContain(1);
  });

  test("the sliders matter: it gets furthest where it evolved, or where the ground grips more", () => {
    const { frictions, home: evolved, stiffnesses, clips } = scenes.body;
    const metres = clips.map((row) => row.map((clip) => clip.parts.distance!));
    const [home, born] = [frictions.indexOf(evolved), stiffnesses.indexOf(1)];
    expect(metres[0]![born]!).toBeLessThan(0.5 * metres[home]![born]!);
    expect(metres[home]!.every((far) => far <= metres[home]![born]!)).toBe(true);
  });

  test("those who stay rank before those who are culled, and there are both", () => {
    const stays = scenes.selection.map(({ survives }) => survives);
    expect(stays).toEqual([...stays].sort((a, b) => Number(b) - Number(a)));
    expect(new Set(stays).size).toBe(2);
    const fitness = scenes.selection.map(({ clip }) => clip.fitness);
    expect(fitness).toEqual([...fitness].sort((a, b) => b - a));
  });

  test("the child gets further than its parent, and what changed is told", () => {
    const { parent, child, changes } = scenes.variation;
    expect(child.fitness).toBeGreaterThan(parent.fitness);
    expect(changes.length).toBeGreaterThan(0);
  });

  test("every later champion gets further than the one before", () => {
    const fitness = scenes.learning.map(({ clip }) => clip.fitness);
    expect(fitness).toEqual([...fitness].sort((a, b) => a - b));
  });

  test("the brain's weights fit its creature's activations, which change", () => {
    const { senses, outputs, clip } = scenes.brain;
    const names = Object.keys(senses);
    expect(names).toEqual(Object.keys(clip.activations!.senses));
    expect(outputs.length).toBe(clip.activations!.hiddenCount);
    const [early, late] = [0.5, 3].map((seconds) => {
      const values = new Float32Array(names.length + outputs.length + clip.muscles);
      activationsAt(clip, names, seconds, values);
      return values;
    });
    expect(early).not.toEqual(late);
    expect([...late!].every((value) => Math.abs(value) <= 1)).toBe(true);
  });
});

describe("a rhythm", () => {
  test("begins at its phase and comes round", () => {
    const set = { frequency: 0.7, amplitude: 0.4, phase: 0 };
    expect(lengthShare(set, 0)).toBe(1);
    expect(lengthShare({ ...set, phase: Math.PI / 2 }, 0)).toBeCloseTo(0.6);
    expect(lengthShare(set, 10)).toBeCloseTo(lengthShare(set, 0)); // the clip starts over without a jump
  });

  test("moves the outer nodes as far as it says, and the middle one not at all", () => {
    const set = { frequency: 1, amplitude: 0.3, phase: 0 };
    const clip = rhythmClip(set, { ...set, phase: Math.PI });
    const at = (frame: number, node: number): number => clip.offsets[9 * frame + 3 * node]! / 1000;
    const quarter = Math.round(0.25 * clip.hz);
    expect(-at(quarter, 0) / 0.9).toBeCloseTo(lengthShare(set, quarter / clip.hz), 2);
    expect(at(quarter, 2)).toBeGreaterThan(0.9); // against the phase
    expect(at(quarter, 1)).toBe(0);
  });

  test("its curve stays inside its picture", () => {
    const heights = curvePoints({ frequency: 2, amplitude: 0.5, phase: 1 })
      .split(" ")
      .map((point) => Number(point.split(",")[1]));
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...heights)).toBeLessThanOrEqual(80);
  });
});
