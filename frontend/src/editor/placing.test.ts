import { Ray, Vector3 } from "three";
import { describe, expect, it } from "vitest";
import { placeAlong, placeOn, snapped, tidy, viewPlane, workPlane } from "./placing";
import { chance } from "./samples";

const eye = new Vector3(3, 4, 5);

function rayTo(place: Vector3): Ray {
  return new Ray(eye.clone(), place.clone().sub(eye).normalize());
}

describe("the work plane", () => {
  it("is level where one looks down, and holds what it goes through", () => {
    const plane = workPlane(new Vector3(-3, -4, -5).normalize(), new Vector3(0, 0.7, 0));
    expect(plane.normal.toArray()).toEqual([0, 1, 0]);
    expect(plane.distanceToPoint(new Vector3(9, 0.7, -2))).toBeCloseTo(0);
  });
  it("stands upright and faces the camera where one looks along the ground", () => {
    const looking = new Vector3(-1, -0.1, 0).normalize();
    const plane = workPlane(looking, new Vector3(0.5, 1, 2));
    expect(plane.normal.toArray().map(tidy)).toEqual([1, 0, 0]);
    expect(plane.distanceToPoint(new Vector3(0.5, 7, -3))).toBeCloseTo(0);
  });
  it("is met where the pointer is: a ray to any of its points comes back with that point", () => {
    const dice = chance(5);
    for (let i = 0; i < 100; i++) {
      const place = new Vector3(dice() * 6 - 3, dice() * 2, dice() * 6 - 3);
      const looking = place.clone().sub(eye).normalize();
      for (const plane of [workPlane(looking, place), viewPlane(looking, place)]) {
        expect(placeOn(rayTo(place), plane)!.distanceTo(place)).toBeLessThan(1e-6);
      }
    }
  });
  it("is not met above the horizon, nor at the end of the world", () => {
    const level = workPlane(new Vector3(0, -1, 0), new Vector3());
    expect(placeOn(new Ray(eye, new Vector3(1, 0.1, 0).normalize()), level)).toBeNull();
    expect(placeOn(new Ray(eye, new Vector3(1, -0.01, 0).normalize()), level)).toBeNull();
  });
});

describe("an axis", () => {
  it("is met at the point that the ray goes through", () => {
    const through = new Vector3(0.2, 0.4, -0.3);
    for (const axis of [0, 1, 2] as const) {
      const place = through.clone().setComponent(axis, 1.7);
      expect(placeAlong(rayTo(place), axis, through)!.distanceTo(place)).toBeLessThan(1e-6);
    }
  });
  it("is not met by a ray along it", () => {
    expect(placeAlong(new Ray(eye, new Vector3(0, -1, 0)), 1, new Vector3())).toBeNull();
  });
});

describe("the grid", () => {
  it("takes the nearest place of it, and no −0", () => {
    expect(snapped([0.34, 0.26, -0.04])).toEqual([0.3, 0.3, 0]);
  });
  it("leaves the other coordinates alone, and moves nothing twice", () => {
    const dice = chance(9);
    expect(snapped([0.34, 0.26, -0.04], [0, 2])).toEqual([0.3, 0.26, 0]);
    for (let i = 0; i < 50; i++) {
      const once = snapped([dice() * 9, dice() * 9, dice() * 9]);
      expect(snapped(once)).toEqual(once);
    }
  });
});
