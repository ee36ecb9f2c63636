/** How a replay is looked at, as the part of its address after the #: camera and speed. */

import type { Stance } from "../viewer/camera";
import { SPEEDS } from "./transport";

export interface Sight {
  stance: Stance | null;
  speed: number | null;
}

const MODES = ["fixed", "follow", "chase"] as const;
/** bounds of what an address may say: rad, rad, shares of the usual distance, m */
const AZIMUTH = Math.PI;
const ELEVATION = [-0.2, Math.PI / 2] as const;
const DISTANCE = [0.05, 20] as const;
const PAN = 60;
/** Stances nearer than this are the same: rad, shares or m. */
const SAME = 0.004;

/** What to say of a sight; empty where nothing differs from how replays are shown anyway. */
export function sightHash(stance: Stance, own: Stance, speed: number): string {
  const parts: string[] = [];
  if (stance.mode !== "follow" || !isSame(stance, own)) {
    const look = [stance.azimuth, stance.elevation, stance.distance];
    parts.push(`camera=${stance.mode}`, `look=${look.map(rounded).join(",")}`);
    if (stance.pan.some((metres, i) => Math.abs(metres - own.pan[i]!) > SAME))
      parts.push(`pan=${stance.pan.map(rounded).join(",")}`);
  }
  if (speed !== 1) parts.push(`speed=${speed}`);
  return parts.length ? `#${parts.join("&")}` : "";
}

/** What an address says of a sight; what is out of bounds is not said. */
export function sightOf(hash: string): Sight {
  const said = new URLSearchParams(hash.replace(/^#/, ""));
  const speed = Number(said.get("speed"));
  return { stance: stanceOf(said), speed: SPEEDS.includes(speed) ? speed : null };
}

function stanceOf(said: URLSearchParams): Stance | null {
  const mode = MODES.find((one) => one === said.get("camera"));
  const look = numbers(said.get("look"));
  const pan = said.has("pan") ? numbers(said.get("pan")) : ([0, 0, 0] as const);
  if (!mode || !look || !pan) return null;
  const [azimuth, elevation, distance] = look;
  const isBounded =
    Math.abs(azimuth) <= AZIMUTH &&
    isWithin(elevation, ELEVATION) &&
    isWithin(distance, DISTANCE) &&
    pan.every((metres) => Math.abs(metres) <= PAN);
  return isBounded ? { mode, azimuth, elevation, distance, pan: [...pan] } : null;
}

/** Three numbers with commas between them. */
function numbers(text: string | null): [number, number, number] | null {
  const parts = (text ?? "").split(",");
  const [a, b, c] = parts.map(Number);
  if (parts.length !== 3 || parts.some((part) => !/^-?\d{1,3}(\.\d{1,4})?$/.test(part))) return null;
  return [a!, b!, c!];
}

function isWithin(value: number, [low, high]: readonly [number, number]): boolean {
  return value >= low && value <= high;
}

function isSame(one: Stance, other: Stance): boolean {
  const apart = [
    Math.sin((one.azimuth - other.azimuth) / 2),
    one.elevation - other.elevation,
    one.distance - other.distance,
    ...one.pan.map((metres, i) => metres - other.pan[i]!),
  ];
  return one.mode === other.mode && apart.every((difference) => Math.abs(difference) < SAME);
}

function rounded(value: number): string {
  return `${Number(value.toFixed(3))}`;
}
