import { describe, expect, it } from "vitest";
import { generationAt, onRows, positionOf, spanOf, stepBy, ticks } from "./rail-scale";

describe("the rail", () => {
  it("spans all planned generations, 0 included", () => {
    expect(spanOf(0, 300)).toBe(301);
    expect(spanOf(301, 300)).toBe(301);
  });
  it("spans a part of very long runs, and grows with them up to the whole", () => {
    expect(spanOf(10, 1_000_000)).toBe(1000);
    expect(spanOf(500, 1_000_000)).toBe(2000);
    expect(spanOf(1_000_001, 1_000_000)).toBe(1_000_001);
  });
  it("finds under a generation's middle that generation", () => {
    for (const generation of [0, 1, 57, 100]) {
      expect(generationAt(positionOf(generation, 640, 101), 640, 101, 101)).toBe(generation);
    }
  });
  it("offers no generation beyond those recorded", () => {
    expect(generationAt(639, 640, 301, 40)).toBe(39);
    expect(generationAt(-20, 640, 301, 40)).toBe(0);
  });
  it("marks round numbers and the last generation, none too close to it", () => {
    expect(ticks(301, 1300)).toEqual([0, 50, 100, 150, 200, 250, 300]);
    expect(ticks(11, 300)).toEqual([0, 5, 10]);
    expect(ticks(1, 300)).toEqual([0]);
  });
});

describe("the keyboard", () => {
  it("steps, leaps and stays within what is recorded", () => {
    expect(stepBy("ArrowRight", 5, 20)).toBe(6);
    expect(stepBy("ArrowLeft", 0, 20)).toBe(0);
    expect(stepBy("PageUp", 15, 20)).toBe(20);
    expect([stepBy("Home", 9, 20), stepBy("End", 9, 20)]).toEqual([0, 20]);
    expect(stepBy("Tab", 9, 20)).toBeNull();
  });
});

describe("a histogram on rows", () => {
  const sum = (values: Float64Array) => values.reduce((a, b) => a + b, 0);

  it("keeps every creature", () => {
    const histogram = { low: 10, high: 50, counts: [3, 0, 5, 2] };
    expect(sum(onRows(histogram, 0, 100, 40))).toBeCloseTo(10);
  });
  it("puts creatures where their fitness lies", () => {
    const rows = onRows({ low: 0, high: 100, counts: [0, 0, 0, 8] }, 0, 100, 4);
    expect([...rows]).toEqual([0, 0, 0, 8]);
  });
  it("shares a wide bin out over the rows it covers", () => {
    expect([...onRows({ low: 0, high: 4, counts: [8] }, 0, 4, 4)]).toEqual([2, 2, 2, 2]);
  });
  it("puts equal creatures on one row, the top one too", () => {
    expect([...onRows({ low: 7, high: 7, counts: [5] }, 0, 7, 7)]).toEqual([0, 0, 0, 0, 0, 0, 5]);
    expect(sum(onRows({ low: 0, high: 0, counts: [5] }, 0, 0, 7))).toBe(5);
  });
});
