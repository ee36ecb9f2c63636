/** The colours of sketches, mixed once for a theme: muscles by their length, nodes as ready-made pictures of balls. */

import { token } from "../charts/tokens";

type Rgb = [number, number, number];

/** A muscle's colour at its rim, over its middle, and where the light falls. */
export interface Shades {
  rim: string;
  middle: string;
  light: string;
}

export interface Palette {
  /** stretched → rest → contracted */
  muscles: Shades[];
  /** slippery → grippy */
  balls: HTMLCanvasElement[];
  grid: string;
  shadow: string;
}

export const MUSCLE_STEPS = 32;
export const BALL_STEPS = 8;
const BALL_PIXELS = 72;
const BLACK: Rgb = [0, 0, 0];
const WHITE: Rgb = [255, 255, 255];

/** Colours as the page's theme has them now. */
export function readPalette(): Palette {
  const isDark = document.documentElement.dataset.bsTheme === "dark";
  const lengths = ["d1", "d2", "d3", "d4", "d5"].map(colourOf);
  const frictions = ["f0", "f1", "f2"].map(colourOf);
  return {
    muscles: steps(MUSCLE_STEPS, (share) => shadesOf(along(lengths, share), isDark)),
    balls: steps(BALL_STEPS, (share) => ball(along(frictions, share), share, isDark)),
    grid: token("grid"),
    shadow: isDark ? "rgb(0 0 0 / 0.42)" : "rgb(20 30 34 / 0.17)",
  };
}

function steps<T>(count: number, make: (share: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i / (count - 1)));
}

function colourOf(name: string): Rgb {
  const hex = token(name).slice(1);
  return [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as Rgb;
}

function mix(a: Rgb, b: Rgb, share: number): Rgb {
  return a.map((value, i) => value + (b[i]! - value) * share) as Rgb;
}

/** The colour at a share (0..1) of a scale. */
export function along(scale: Rgb[], share: number): Rgb {
  const place = share * (scale.length - 1);
  const from = Math.min(Math.floor(place), scale.length - 2);
  return mix(scale[from]!, scale[from + 1]!, place - from);
}

function css(colour: Rgb): string {
  return `rgb(${colour.map(Math.round).join(" ")})`;
}

function shadesOf(colour: Rgb, isDark: boolean): Shades {
  return {
    rim: css(mix(colour, BLACK, isDark ? 0.42 : 0.3)),
    middle: css(mix(colour, BLACK, isDark ? 0.1 : 0.04)),
    light: css(mix(colour, WHITE, isDark ? 0.22 : 0.34)),
  };
}

/** A lit ball that fills its picture; what is slippery looks glossy. */
function ball(colour: Rgb, grip: number, isDark: boolean): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = BALL_PIXELS;
  const context = canvas.getContext("2d")!;
  const half = BALL_PIXELS / 2;
  const shine = context.createRadialGradient(0.68 * half, 0.56 * half, 0, half, half, half);
  shine.addColorStop(0, css(mix(colour, WHITE, 0.75 - 0.4 * grip)));
  shine.addColorStop(0.16 + 0.2 * grip, css(mix(colour, WHITE, 0.14)));
  shine.addColorStop(0.62, css(mix(colour, BLACK, isDark ? 0.22 : 0.1)));
  shine.addColorStop(1, css(mix(colour, BLACK, isDark ? 0.56 : 0.42)));
  context.fillStyle = shine;
  context.beginPath();
  context.arc(half, half, half - 0.5, 0, 2 * Math.PI);
  context.fill();
  return canvas;
}
