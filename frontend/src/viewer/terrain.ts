/** Ground that is not level: its height as the engine reckons it, and a mesh of it round a place. */

import { BufferGeometry, Float32BufferAttribute } from "three";
import type { Terrain } from "../api/clip";

type Steps = Extract<Terrain, { kind: "steps" }>;

/** m that the middle may move before the mesh is made anew */
const LEEWAY = 2;
/** m over which the slope is taken */
const NEAR = 0.01;

/** Height of the ground at a place, m. */
export function heightAt(terrain: Terrain, x: number, z: number): number {
  if (terrain.kind === "steps") {
    return treadHeight(terrain, Math.max(0, Math.floor((x - terrain.first) / terrain.depth) + 1));
  }
  const roughness = smooth((x - terrain.start) / terrain.ramp);
  return terrain.waves.reduce(
    (sum, [amplitude, kx, kz, phase]) => sum + roughness * amplitude * Math.sin(kx * x + kz * z + phase),
    0,
  );
}

/** Height of the tread of step number k, m. */
function treadHeight({ rise }: Steps, k: number): number {
  return (rise * k * (k + 1)) / 2;
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
export function reliefGeometry(terrain: Terrain, part: Part): BufferGeometry {
  return terrain.kind === "steps" ? stairs(terrain, part) : swell(terrain, part);
}

/** Treads and risers as strips along z; where they meet, each has vertices of its own. */
function stairs(terrain: Steps, { x, z, reach }: Part): BufferGeometry {
  const { first, depth } = terrain;
  const from = x - reach;
  const profile: [x: number, y: number, isRiser: boolean][] = [[from, heightAt(terrain, from, z), false]];
  for (let k = Math.max(1, Math.ceil((from - first) / depth) + 1); first + (k - 1) * depth < x + reach; k++) {
    const edge = first + (k - 1) * depth;
    const [low, high] = [treadHeight(terrain, k - 1), treadHeight(terrain, k)];
    profile.push([edge, low, false], [edge, low, true], [edge, high, true], [edge, high, false]);
  }
  profile.push([x + reach, profile.at(-1)![1], false]);
  const rows = [z - reach, z + reach];
  const points = rows.flatMap((row) => profile.map(([column, height]) => [column, height, row]));
  const normals = rows.flatMap(() => profile.map(([, , isRiser]) => (isRiser ? [-1, 0, 0] : [0, 1, 0])));
  return meshOf(points.flat(), normals.flat(), profile.length, rows.length);
}

/** A grid. */
function swell(terrain: Terrain, { x, z, reach, cell }: Part): BufferGeometry {
  const columns = cells(x, reach, cell);
  const rows = cells(z, reach, cell);
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
  return meshOf(positions, normals, columns.length, rows.length);
}

function meshOf(
  positions: ArrayLike<number>,
  normals: ArrayLike<number>,
  columns: number,
  rows: number,
): BufferGeometry {
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new Float32BufferAttribute(positions, 3));
  geometry.setAttribute("normal", new Float32BufferAttribute(normals, 3));
  geometry.setIndex(triangles(columns, rows));
  return geometry;
}

/** Multiples of `cell`, so that vertices stay where they are when the middle moves. */
function cells(middle: number, reach: number, cell: number): number[] {
  const first = Math.floor((middle - reach) / cell);
  const last = Math.ceil((middle + reach) / cell);
  return Array.from({ length: last - first + 1 }, (_, i) => cell * (first + i));
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
