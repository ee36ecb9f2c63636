/** Lens, ground and shadows of each kind of stage, and the light: plain numbers, for who draws without a 3D engine too. */

export interface Recipe {
  /** degrees */
  fov: number;
  /** m, how far the ground reaches before it fades */
  reach: number;
  /** texels of the shadow map's side */
  shadowMap: number;
  shadowBlur: number;
  /** m, half the side of the square in which shadows fall */
  shadowSpan: number;
  /** metre labels on the ground, to each side of the one nearest to the creature */
  labels: number | null;
  /** rad, where the camera stands: round the vertical from +z towards +x, and above the ground */
  azimuth: number;
  elevation: number;
}

/** seen from the front right, a third from above */
const FRONT_RIGHT = { azimuth: 0.62, elevation: 0.34 };

export const RECIPES = {
  replay: {
    fov: 32,
    reach: 11,
    shadowMap: 2048,
    shadowBlur: 5,
    shadowSpan: 4.5,
    labels: 2,
    ...FRONT_RIGHT,
  },
  panel: {
    fov: 30,
    reach: 8.5,
    shadowMap: 2048,
    shadowBlur: 5,
    shadowSpan: 4.5,
    labels: 2,
    ...FRONT_RIGHT,
  },
  thumbnail: {
    fov: 26,
    reach: 3.2,
    shadowMap: 512,
    shadowBlur: 3,
    shadowSpan: 2,
    labels: null,
    ...FRONT_RIGHT,
  },
  race: {
    fov: 24,
    reach: 16,
    shadowMap: 2048,
    shadowBlur: 5,
    shadowSpan: 14,
    labels: 4,
    azimuth: 0.3,
    elevation: 0.36,
  },
} satisfies Record<string, Recipe>;

/** m from what is looked at, where the light stands that casts the shadows */
export const KEY_FROM = [-3.2, 9, 4.2] as const;
