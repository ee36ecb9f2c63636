import { describe, expect, it } from "vitest";
import { Lens } from "./lens";
import { along } from "./palette";
import { sortDown } from "./sketch";

describe("a sketch", () => {
  it("sees what it looks at in the middle, and a sphere of the radius whole", () => {
    const lens = new Lens();
    lens.frame(200, 100, 1.2);
    lens.set(5, 1, -3);
    lens.see(5, 1, -3);
    expect([lens.x, lens.y]).toEqual([100, 50]);
    expect(lens.size(1.2)).toBeGreaterThan(40);
    expect(lens.size(1.2)).toBeLessThanOrEqual(50);
    lens.see(5, 2, -3);
    expect(lens.y).toBeLessThan(50); // what is higher stands higher
  });
  it("draws the furthest first", () => {
    const order = Uint16Array.of(0, 1, 2, 3);
    sortDown(order, Float32Array.of(1, 4, 2, 3));
    expect([...order]).toEqual([1, 3, 2, 0]);
  });
  it("mixes scales from end to end", () => {
    const scale: [number, number, number][] = [
      [0, 0, 0],
      [100, 0, 0],
      [100, 100, 0],
    ];
    expect([along(scale, 0), along(scale, 0.25), along(scale, 1)]).toEqual([
      [0, 0, 0],
      [50, 0, 0],
      [100, 100, 0],
    ]);
  });
});
