/** Ground that is not level: its height as the engine reckons it, and a mesh of it round a place. */

import { BufferGeometry, Float32BufferAttribute } from "three";
import type { Terrain } from "../api/clip";

/** vertices of a riser, so that it is as round as the engine's */
const RISER_PARTS = 4;
/** m that the middle may move before the mesh is made anew */
const LEEWAY = 2;
/** m over which the slope is taken */
const NEAR = 0.01;

/** Height of the ground at a place, m. */
export function heightAt(terrain: Terrain, x: number, z: number): number {
  if (terrain.kind === "steps") {
    const k = Math.max(0, Math.floor((x - terrain.first) / terrain.depth) + 1);
    const climbed = (x - terrain.first - (k - 1) * terrain.depth) / terrain.riser;
    return k === 0 ? 0 : terrain.rise * k * ((k - 1) / 2 + smooth(climbed));
  }
  const roughness = smooth((x - terrain.start) / terrain.ramp);
  return terrain.waves.reduce(
    (sum, [amplitude, kx, kz, phase]) => sum + roughness * amplitude * Math.sin(kx * x + kz * z + phase),
    0,
  );
}

/** From 0 at 0 to 1 at 1 without a kink. */
function smooth(share: number): number {
  const s = Math.min(Math.max(share, 0), 1);
  return s * s * (3 - 2 * s);
}

/** Whether the ground is the same everywhere along z. */
export function isSameAlongZ({ kind }: Terrain): boolean {
  return kind === "steps";
}

/** A terrain's mesh round a place, made anew only when the place is far from that of the last one. */
export class Relief {
  readonly terrain: Terrain;
  private geometry: BufferGeometry | null = null;
  private readonly middle = { x: 0, z: 0, reach: 0 };

  constructor(terrain: Terrain) {
    this.terrain = terrain;
  }

  /** The ground at least `reach` m round (x, z), in the world's coordinates. @param cell as in `reliefGeometry` */
  round(x: number, z: number, reach: number, cell: number): BufferGeometry {
    const { middle } = this;
    const away = Math.max(Math.abs(x - middle.x), Math.abs(z - middle.z));
    if (this.geometry && away <= LEEWAY && reach === middle.reach) return this.geometry;
    this.geometry?.dispose();
    Object.assign(middle, { x, z, reach });
    this.geometry = reliefGeometry(this.terrain, { x, z, reach: reach + LEEWAY, cell });
    return this.geometry;
  }

  dispose(): void {
    this.geometry?.dispose();
  }
}

/** What of the ground is wanted: within `reach` m of (x, z) along both axes, waves with a vertex every `cell` m. */
export interface Part {
  x: number;
  z: number;
  reach: number;
  cell: number;
}

/** A part of the ground in the world's coordinates, with its normals. */
export function reliefGeometry(terrain: Terrain, { x, z, reach, cell }: Part): BufferGeometry {
  const columns =
    terrain.kind === "steps" ? stepColumns(terrain, x - reach, x + reach) : cells(x, reach, cell);
  const rows = isSameAlongZ(terrain) ? [z - reach, z + reach] : cells(z, reach, cell);
  const positions = new Float32Array(3 * columns.length * rows.length);
  const normals = new Float32Array(positions.length);
  let at = 0;
  for (const row of rows) {
    for (const column of columns) {
      const height = heightAt(terrain, column, row);
      const slopeX = (heightAt(terrain, column + NEAR, row) - height) / NEAR;
      const slopeZ = (heightAt(terrain, column, row + NEAR) - height) / NEAR;
      const length = Math.hypot(slopeX, 1, slopeZ);
      positions.set([column, height, row], at);
      normals.set([-slopeX / length, 1 / length, -slopeZ / length], at);
      at += 3;
    }
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new Float32BufferAttribute(positions, 3));
  geometry.setAttribute("normal", new Float32BufferAttribute(normals, 3));
  geometry.setIndex(triangles(columns.length, rows.length));
  return geometry;
}

/** Multiples of `cell`, so that vertices stay where they are when the middle moves. */
function cells(middle: number, reach: number, cell: number): number[] {
  const first = Math.floor((middle - reach) / cell);
  const last = Math.ceil((middle + reach) / cell);
  return Array.from({ length: last - first + 1 }, (_, i) => cell * (first + i));
}

/** Both ends, and every riser in a few parts; what lies between is level. */
function stepColumns(
  { first, depth, riser }: Extract<Terrain, { kind: "steps" }>,
  from: number,
  to: number,
): number[] {
  const columns = [from];
  for (let k = Math.max(0, Math.ceil((from - first) / depth)); first + k * depth < to; k++) {
    for (let part = 0; part <= RISER_PARTS; part++) {
      columns.push(first + k * depth + (riser * part) / RISER_PARTS);
    }
  }
  return [...columns, to];
}

function triangles(columns: number, rows: number): number[] {
  const indices: number[] = [];
  for (let row = 0; row + 1 < rows; row++) {
    for (let column = 0; column + 1 < columns; column++) {
      const a = row * columns + column;
      indices.push(a, a + columns, a + 1, a + 1, a + columns, a + columns + 1);
    }
  }
  return indices;
}
