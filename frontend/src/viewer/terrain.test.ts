import { describe, expect, it } from "vitest";
import type { Terrain } from "../api/clip";
import { heightAt, reliefGeometry } from "./terrain";

const steps: Terrain = { kind: "steps", first: 2.5, depth: 1.2, rise: 0.05 };
const waves: Terrain = {
  kind: "waves",
  start: 2,
  ramp: 3,
  waves: [
    [0.1, 1.5, 0.4, 0.3],
    [0.05, -0.7, 2, 1],
  ],
};

describe("the height of steps", () => {
  it("is level before the first, and each riser is one rise higher than the last", () => {
    expect([2.4, 2.6, 3.6, 3.8, 4.95].map((x) => heightAt(steps, x, 7))).toEqual(
      [0, 0.05, 0.05, 0.15, 0.3].map((height) => expect.closeTo(height, 6)),
    );
  });
});

describe("the height of waves", () => {
  it("is level where creatures are born, and full beyond the ramp", () => {
    expect(heightAt(waves, 1.9, 3)).toBeCloseTo(0);
    const [x, z] = [6, -2];
    const full = 0.1 * Math.sin(1.5 * x + 0.4 * z + 0.3) + 0.05 * Math.sin(-0.7 * x + 2 * z + 1);
    expect(heightAt(waves, x, z)).toBeCloseTo(full);
    expect(heightAt(waves, 3.5, z)).toBeCloseTo(
      0.5 * (0.1 * Math.sin(1.5 * 3.5 + 0.4 * z + 0.3) + 0.05 * Math.sin(-0.7 * 3.5 + 2 * z + 1)),
    );
  });
});

describe.each([
  ["steps", steps],
  ["waves", waves],
] as [string, Terrain][])("the mesh of %s", (_, terrain) => {
  const geometry = reliefGeometry(terrain, { x: 4.1, z: -0.3, reach: 5, cell: 0.25 });
  const position = geometry.getAttribute("position");
  const normal = geometry.getAttribute("normal");

  it("lies on the ground and covers all round its middle", () => {
    const xs: number[] = [];
    for (let i = 0; i < position.count; i++) {
      const [x, y, z] = [position.getX(i), position.getY(i), position.getZ(i)];
      const beside = [x - 1e-5, x + 1e-5].map((near) => heightAt(terrain, near, z)); // a riser joins two heights
      expect(Math.min(...beside.map((height) => Math.abs(y - height)))).toBeLessThan(1e-4);
      xs.push(x);
    }
    expect(Math.min(...xs)).toBeLessThan(-0.89);
    expect(Math.max(...xs)).toBeGreaterThan(9.09);
  });
  it("is nowhere further from the ground than the trail is above it", () => {
    const index = geometry.getIndex()!;
    for (let i = 0; i < index.count; i += 3) {
      const corners = [0, 1, 2].map((corner) => index.getX(i + corner));
      const mean = (of: (vertex: number) => number) =>
        corners.reduce((sum, vertex) => sum + of(vertex) / 3, 0);
      const [x, y, z] = [position.getX, position.getY, position.getZ].map((get) => mean(get.bind(position)));
      if (corners.some((vertex) => normal.getY(vertex) === 0)) continue; // a riser
      expect(Math.abs(y! - heightAt(terrain, x!, z!))).toBeLessThan(0.012);
    }
  });
  it("faces up or, upright, those who climb, with normals of length 1", () => {
    for (let i = 0; i < normal.count; i++) {
      if (normal.getY(i) <= 0) expect([normal.getX(i), normal.getY(i)]).toEqual([-1, 0]);
      expect(Math.hypot(normal.getX(i), normal.getY(i), normal.getZ(i))).toBeCloseTo(1);
    }
    const [a, b, c] = [0, 1, 2].map((corner) => geometry.getIndex()!.getX(corner));
    const across = [position.getX(b!) - position.getX(a!), position.getZ(b!) - position.getZ(a!)];
    const along = [position.getX(c!) - position.getX(a!), position.getZ(c!) - position.getZ(a!)];
    expect(across[1]! * along[0]! - across[0]! * along[1]!).toBeGreaterThan(0); // counter-clockwise from above
  });
});
