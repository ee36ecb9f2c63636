/** How a sketch sees the world: from where the thumbnails' stage does. */

import { RECIPES } from "../viewer/recipes";

const { fov, azimuth, elevation } = RECIPES.thumbnail;
const HALF_FOV = (fov * Math.PI) / 360;
const SIN_A = Math.sin(azimuth);
const COS_A = Math.cos(azimuth);
const SIN_E = Math.sin(elevation);
const COS_E = Math.cos(elevation);

export class Lens {
  /** px, of the last point seen */
  x = 0;
  y = 0;
  /** m from the camera, of the last point seen */
  depth = 1;
  private width = 0;
  private height = 0;
  /** px of something 1 m large, 1 m away */
  private scale = 1;
  /** m from the camera to the focus */
  private distance = 1;
  private readonly focus: [number, number, number] = [0, 0, 0];

  /** Look so that a sphere of `radius` m fits a picture of this size in px. */
  frame(width: number, height: number, radius: number): void {
    this.width = width;
    this.height = height;
    this.scale = height / 2 / Math.tan(HALF_FOV);
    const narrower = Math.min(HALF_FOV, Math.atan((Math.tan(HALF_FOV) * width) / height));
    this.distance = radius / Math.sin(narrower);
  }

  /** Turn to a place. */
  set(x: number, y: number, z: number): void {
    this.focus[0] = x;
    this.focus[1] = y;
    this.focus[2] = z;
  }

  /** Find where a point is in the picture; it then stands in `x`, `y` and `depth`. */
  see(px: number, py: number, pz: number): void {
    const dx = px - this.focus[0];
    const dy = py - this.focus[1];
    const dz = pz - this.focus[2];
    this.depth = this.distance - (dx * SIN_A * COS_E + dy * SIN_E + dz * COS_A * COS_E);
    const perMetre = this.scale / this.depth;
    this.x = this.width / 2 + perMetre * (dx * COS_A - dz * SIN_A);
    this.y = this.height / 2 - perMetre * (dy * COS_E - dx * SIN_A * SIN_E - dz * COS_A * SIN_E);
  }

  /** px of something `metres` large where the last point was. */
  size(metres: number): number {
    return (metres * this.scale) / this.depth;
  }
}
