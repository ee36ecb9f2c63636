import { expect, test } from "vitest";
import type { Stance } from "../viewer/camera";
import { randomNumbers } from "../viewer/synthetic";
import { sightHash, sightOf } from "./sight";

const OWN: Stance = { mode: "follow", azimuth: 0.62, elevation: 0.34, distance: 1, pan: [0, 0, 0] };

test("a replay looked at as usual needs no words", () => {
  expect(sightHash(OWN, OWN, 1)).toBe("");
  expect(sightOf("")).toEqual({ stance: null, speed: null });
});

test("any sight that a person can have comes back from its address to a thousandth", () => {
  const random = randomNumbers(8);
  for (let i = 0; i < 500; i++) {
    const stance: Stance = {
      mode: (["fixed", "follow", "chase"] as const)[i % 3]!,
      azimuth: 2 * Math.PI * (random() - 0.5),
      elevation: 1.5 * random(),
      distance: 0.2 + 9 * random(),
      pan: random() < 0.5 ? [0, 0, 0] : [random() - 0.5, random(), 20 * random()],
    };
    const speed = [0.1, 0.25, 0.5, 1, 2, 4][i % 6]!;
    const { stance: told, speed: run } = sightOf(sightHash(stance, OWN, speed));
    expect(run).toBe(speed === 1 ? null : speed);
    expect(told?.mode).toBe(stance.mode);
    for (const name of ["azimuth", "elevation", "distance"] as const)
      expect(Math.abs(told![name] - stance[name])).toBeLessThan(6e-4);
    stance.pan.forEach((metres, axis) => {
      expect(Math.abs(told!.pan[axis]! - metres)).toBeLessThan(5e-3);
    });
  }
});

test.each([
  "#camera=upside-down&look=0,0,1",
  "#camera=follow",
  "#camera=follow&look=0,0",
  "#camera=follow&look=9,0,1",
  "#camera=follow&look=0,2,1",
  "#camera=follow&look=0,0,0",
  "#camera=follow&look=0,0,1e9",
  "#camera=follow&look=NaN,0,1",
  "#camera=follow&look=0,0,Infinity",
  "#camera=follow&look=0,0,1&pan=0,0",
  "#camera=follow&look=0,0,1&pan=0,999,0",
  "#camera=follow&look=0x1,0,1",
  "#<script>",
])("%s says nothing", (hash) => {
  expect(sightOf(hash).stance).toBeNull();
});

test("only speeds that there are are taken", () => {
  expect(sightOf("#speed=2").speed).toBe(2);
  for (const speed of ["3", "-1", "1e3", "", "NaN"]) expect(sightOf(`#speed=${speed}`).speed).toBeNull();
});
