/** Genes and their changes in people's words. */

import { decimal, signed } from "../../panels/format";
import type { BodyChange } from "./body-changes";

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
