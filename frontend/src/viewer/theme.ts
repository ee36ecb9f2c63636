/** The stage's colours, read from the page's design tokens, and again whenever the theme changes. */

import { Color, SRGBColorSpace } from "three";
import { token } from "../charts/tokens";

const STEPS = 64;

/** A colour scale, mixed as CSS mixes its gradients so that legends agree with the picture. */
export class Ramp {
  /** [STEPS · 3] in three's working space */
  private readonly table = new Float32Array(3 * STEPS);

  constructor(stops: string[]) {
    const colours = stops.map((stop) => new Color(stop).getRGB({ r: 0, g: 0, b: 0 }, SRGBColorSpace));
    const mixed = new Color();
    for (let step = 0; step < STEPS; step++) {
      const place = (step / (STEPS - 1)) * (colours.length - 1);
      const from = colours[Math.min(Math.floor(place), colours.length - 1)]!;
      const to = colours[Math.min(Math.floor(place) + 1, colours.length - 1)]!;
      const share = place % 1;
      mixed.setRGB(
        from.r + (to.r - from.r) * share,
        from.g + (to.g - from.g) * share,
        from.b + (to.b - from.b) * share,
        SRGBColorSpace,
      );
      mixed.toArray(this.table, 3 * step);
    }
  }

  /** Write the colour at `share` (0..1, clamped) into `out` at `index`; allocates nothing. */
  write(share: number, out: ArrayLike<number> & { [i: number]: number }, index: number): void {
    const step = 3 * Math.round(Math.min(Math.max(share, 0), 1) * (STEPS - 1));
    out[index] = this.table[step]!;
    out[index + 1] = this.table[step + 1]!;
    out[index + 2] = this.table[step + 2]!;
  }

  colour(share: number): Color {
    const colour = new Color();
    const rgb: [number, number, number] = [0, 0, 0];
    this.write(share, rgb, 0);
    return colour.fromArray(rgb);
  }
}

export interface Theme {
  dark: boolean;
  accent: Color;
  ground: Color;
  grid: Color;
  gridMajor: Color;
  label: Color;
  pellet: Color;
  trail: Color;
  /** stretched → rest → contracted */
  length: Ramp;
  /** slippery → grippy */
  friction: Ramp;
  /** oldest → newest */
  ordered: Ramp;
  /** little → much */
  amount: Ramp;
}

/** The theme the page shows now. */
export function readTheme(): Theme {
  const tokens = (...names: string[]): Ramp => new Ramp(names.map(token));
  return {
    dark: document.documentElement.dataset.bsTheme === "dark",
    accent: new Color(token("accent")),
    ground: new Color(token("ground")),
    grid: new Color(token("grid")),
    gridMajor: new Color(token("grid-major")),
    label: new Color(token("text-3")),
    pellet: new Color(token("pellet")),
    trail: new Color(token("trail")),
    length: tokens("d1", "d2", "d3", "d4", "d5"),
    friction: tokens("f0", "f1", "f2"),
    ordered: tokens("o1", "o2", "o3", "o4", "o5"),
    amount: tokens("h2", "h3", "h4", "h5", "h6"),
  };
}

/** Colour of the `index`-th of `count` things in order, the last one contrasting most. */
export function orderedColour(theme: Theme, index: number, count: number): Color {
  return theme.ordered.colour(count < 2 ? 1 : index / (count - 1));
}

/** Call `listener` with the new theme after each change of theme; returns the way to stop. */
export function onThemeChange(listener: (theme: Theme) => void): () => void {
  const observer = new MutationObserver(() => listener(readTheme()));
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
  return () => observer.disconnect();
}
