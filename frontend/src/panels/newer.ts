/** States of a run come over the line and as answers to what a person does, and may overtake each other. */

import type { RunSummary } from "../generated/api";

/** The newer of what is known of a run and what has come. */
export function newerOf(known: RunSummary | undefined, come: RunSummary): RunSummary {
  return known && known.revision > come.revision ? known : come;
}
