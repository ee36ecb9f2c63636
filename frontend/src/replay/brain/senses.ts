/** What a net's inputs are called, and what their numbers mean. */

import type { Sense } from "../../generated/api";
import { decimal, signed } from "../../panels/format";

/** What a body's parts are called. */
export interface Body {
  nodes: number;
  /** names of its muscles, by the nodes they join */
  muscles: string[];
}

const AXES = ["x", "y", "z"];

/** Titles of the senses' groups. */
export const SENSE_TITLES: Record<string, string> = {
  target: "Direction to the target",
  motion: "Own motion",
  distance: "Distance to the target",
  clock: "Clock",
  strain: "Muscle strain",
  velocity: "Node velocity",
  ground: "Ground under nodes",
  bias: "Always on",
};

interface InputName {
  name: string;
  muscle?: number;
  node?: number;
}

/** What input number `i` of a sense is called, and which muscle or node it tells of. */
export function inputName(sense: string, i: number, body: Body): InputName {
  switch (sense) {
    case "target":
    case "motion":
      return { name: `${sense} ${AXES[i]}` };
    case "strain":
      return { name: `${sense} ${body.muscles[i]}`, muscle: i };
    case "velocity":
      return { name: `${sense} ${Math.floor(i / 3) + 1} ${AXES[i % 3]}`, node: Math.floor(i / 3) };
    case "ground":
      return { name: `${sense} ${i + 1}`, node: i };
    case "clock":
      return { name: `${sense} ${i + 1}` };
    default:
      return { name: i ? `${sense} ${i + 1}` : sense };
  }
}

/** What an input of −1..1 says, in words: with the sense's unit, and told where it may be more than can be sensed. */
export function sensed(sense: Sense | undefined, value: number): string {
  if (!sense) return signed(value, 2);
  if (sense.name === "ground") return value > 0 ? "touches" : "free";
  if (sense.name === "bias") return decimal(value, 0);
  if (!sense.unit) return signed(value, 2);
  const least = Math.abs(value) >= 1 ? (value > 0 ? "≥ " : "≤ ") : "";
  const figure =
    sense.name === "distance" ? decimal(value * sense.full, 1) : signed(value * sense.full, digitsOf(sense));
  return `${least}${figure} ${sense.unit}`;
}

function digitsOf({ full }: Sense): number {
  return full >= 100 ? 0 : full >= 5 ? 1 : 2;
}
