/** Where a pointer means: its ray met with the work plane, a vertical or an axis. */

import { Plane, type Ray, Vector3 } from "three";
import type { Vector } from "./genome";

/** m */
export const GRID = 0.1;
/** m; further away the ray hardly meets the plane, and a hand's breadth is a street */
const FARTHEST = 40;
/** of the camera's direction that must go down: from flatter on (15°), the work plane stands upright */
const STEEP = Math.sin((15 * Math.PI) / 180);

export type Axis = 0 | 1 | 2;

/** The plane in which nodes are placed: level where one looks down on it, else upright and facing the camera. */
export function workPlane(looking: Vector3, through: Vector3): Plane {
  const level = -looking.y >= STEEP;
  const normal = level ? new Vector3(0, 1, 0) : new Vector3(-looking.x, 0, -looking.z).normalize();
  return new Plane().setFromNormalAndCoplanarPoint(normal, through);
}

/** The plane through a point parallel to the picture. */
export function viewPlane(looking: Vector3, through: Vector3): Plane {
  return new Plane().setFromNormalAndCoplanarPoint(looking.clone().negate(), through);
}

/** Where a ray meets a plane; null where it does not, or too far away to mean it. */
export function placeOn(ray: Ray, plane: Plane): Vector3 | null {
  const place = ray.intersectPlane(plane, new Vector3());
  return place && place.distanceTo(ray.origin) <= FARTHEST ? place : null;
}

/** The point of the axis through a point that is nearest to the ray; null where the ray runs along the axis. */
export function placeAlong(ray: Ray, axis: Axis, through: Vector3): Vector3 | null {
  const along = new Vector3().setComponent(axis, 1);
  const across = ray.direction.dot(along);
  const spread = 1 - across * across;
  if (spread < 1e-3) return null;
  const between = through.clone().sub(ray.origin);
  const way = (across * between.dot(ray.direction) - between.dot(along)) / spread;
  return Math.abs(way) <= FARTHEST ? through.clone().addScaledVector(along, way) : null;
}

/** The nearest place of the grid; coordinates other than the named ones stay. */
export function snapped(place: Vector, axes: readonly Axis[] = [0, 1, 2]): Vector {
  return place.map((x, axis) =>
    axes.includes(axis as Axis) ? tidy(Math.round(x / GRID) * GRID) : x,
  ) as unknown as Vector;
}

/** To the millimetre, and no −0. */
export function tidy(metres: number): number {
  return Math.round(metres * 1000) / 1000 + 0;
}
