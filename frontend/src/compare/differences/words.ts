/** Changes of genes and nets in people's words. */

import { decimal, plural, signed } from "../../panels/format";
import type { BodyChange } from "./body-changes";
import { type BrainChanges, STILL, sizeOf } from "./brain-changes";

interface Gene {
  title: string;
  unit: string;
  digits: number;
}

const GENES: Record<string, Gene> = {
  frequency_multiplier: { title: "pace of all muscles", unit: "×", digits: 2 },
  hue: { title: "hue", unit: "", digits: 2 },
  size: { title: "diameter", unit: "m", digits: 2 },
  friction: { title: "friction", unit: "", digits: 2 },
  rest_length: { title: "rest length", unit: "m", digits: 2 },
  stiffness: { title: "stiffness", unit: "N/m", digits: 0 },
  damping: { title: "damping", unit: "N·s/m", digits: 2 },
  frequency: { title: "frequency", unit: "Hz", digits: 2 },
  amplitude: { title: "amplitude", unit: "", digits: 2 },
  phase: { title: "phase", unit: "rad", digits: 2 },
  position: { title: "place at birth", unit: "m", digits: 2 },
  direction_bias: { title: "direction sense", unit: "rad", digits: 2 },
  direction_strength: { title: "strength of direction sense", unit: "", digits: 2 },
  velocity_bias: { title: "velocity sense", unit: "rad", digits: 2 },
  velocity_strength: { title: "strength of velocity sense", unit: "", digits: 2 },
  distance_bias: { title: "distance sense", unit: "", digits: 2 },
  distance_strength: { title: "strength of distance sense", unit: "", digits: 2 },
};

export interface ChangeWords {
  gene: string;
  before: string;
  after: string;
  moved: string;
}

/** A change as a row of a table; of a vector only how far it moved. */
export function changeWords(change: BodyChange): ChangeWords {
  const { title, unit, digits } = GENES[change.gene] ?? { title: change.gene, unit: "", digits: 2 };
  const value = (number: number | null): string => (number === null ? "" : decimal(number, digits));
  const moved = change.before === null ? decimal(change.moved, digits) : signed(change.moved, digits);
  return {
    gene: title,
    before: value(change.before),
    after: value(change.after),
    moved: unit ? `${moved} ${unit}` : moved,
  };
}

/** "12 of 120 weights changed, mean change 0.05; 3 links gained, 1 lost". */
export function summary({ kind, changed, gained, lost, neurons }: BrainChanges): string {
  const thing = kind === "dense" ? "weight" : "link";
  const moved = changed.filter((change) => sizeOf(change) > STILL);
  const mean = moved.reduce((sum, change) => sum + sizeOf(change), 0) / Math.max(moved.length, 1);
  const switched = (how: "on" | "off"): number => changed.filter((change) => change.switched === how).length;
  const parts = [
    `${moved.length} of ${plural(changed.length, thing)} in both changed, by ${decimal(mean, 2)} on average`,
  ];
  if (gained.length + lost.length > 0)
    parts.push(`${plural(gained.length, thing)} gained, ${lost.length} lost`);
  if (neurons.gained + neurons.lost > 0)
    parts.push(`${plural(neurons.gained, "neuron")} gained, ${neurons.lost} lost`);
  if (switched("on") + switched("off") > 0)
    parts.push(`${switched("on")} switched on, ${switched("off")} switched off`);
  return `${parts.join("; ")}.`;
}
