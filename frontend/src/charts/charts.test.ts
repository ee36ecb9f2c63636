import { describe, expect, it } from "vitest";
import { alike } from "./axis";
import { labelRoom, spread, widthOf } from "./end-labels";
import { colourAt } from "./heat";
import { sparkline, sparkPath } from "./sparkline";

describe("labels at line ends", () => {
  const label = (text: string, y: number) => ({ text, y, colour: "" });

  it("stay at their lines where there is room", () => {
    expect(spread([label("best", 10), label("mean", 60)], 13, 200).map(({ y }) => y)).toEqual([10, 60]);
  });
  it("are moved apart where they would touch, in the order of the lines", () => {
    const placed = spread([label("best", 50), label("median", 52), label("mean", 51)], 13, 200);
    expect(placed.map(({ text }) => text)).toEqual(["best", "mean", "median"]);
    expect(placed[1]!.y - placed[0]!.y).toBeGreaterThanOrEqual(13);
    expect(placed[2]!.y - placed[1]!.y).toBeGreaterThanOrEqual(13);
  });
  it("never sink below the chart", () => {
    expect(spread([label("mean", 200), label("worst", 200)], 13, 200).map(({ y }) => y)).toEqual([187, 200]);
  });
});

describe("marks of an axis", () => {
  it("have one format: as many decimals as the mark needs that needs most", () => {
    expect(alike([5, 7.5, 10])).toEqual(["5.0", "7.5", "10.0"]);
    expect(alike([0, 5, 10])).toEqual(["0", "5", "10"]);
    expect(alike([0, 0.25, 0.5])).toEqual(["0.00", "0.25", "0.50"]);
    expect(alike([0.1 + 0.2, 0.6])).toEqual(["0.3", "0.6"]);
    expect(alike([1000, 2000])).toEqual(["1\u2009000", "2\u2009000"]);
  });
});

describe("room beside the lines", () => {
  it("is enough for the longest name with a figure of thousands", () => {
    expect(labelRoom(["hidden", "connections"])).toBeGreaterThan(widthOf("connections 12 428.0".length));
  });
});

describe("the heat scale", () => {
  const scale: [number, number, number][] = [
    [0, 0, 0],
    [100, 100, 100],
    [200, 0, 0],
  ];
  it("runs through its colours and stops at its ends", () => {
    expect(colourAt(scale, 0.25)).toEqual([50, 50, 50]);
    expect(colourAt(scale, 1)).toEqual([200, 0, 0]);
    expect(colourAt(scale, 7)).toEqual([200, 0, 0]);
    expect(colourAt(scale, -1)).toEqual([0, 0, 0]);
  });
});

describe("a sparkline", () => {
  it("fills the width as far as the run is", () => {
    const xs = (share: number) =>
      [...sparkPath([1, 2, 3], 0, 3, share).matchAll(/[ML]([\d.]+)/g)].map((m) => Number(m[1]));
    expect(xs(1).at(-1)).toBeCloseTo(117);
    expect(xs(0.5).at(-1)).toBeCloseTo(60);
  });
  it("is a level line where all values are equal", () => {
    expect(sparkPath([5, 5], 5, 5, 1)).not.toContain("NaN");
  });
  it("does not exist before the first generation", () => {
    expect(sparkline({ best: [], mean: [] }, 0)).toBeNull();
  });
});
