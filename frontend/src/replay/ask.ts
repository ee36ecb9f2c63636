/** Ask for a replay's clip before the viewer's code is there: it is simulated and travels while that loads. */

import { clipSocket } from "../api/clips";
import type { CreatureDetail, RunSummary } from "../generated/api";

interface Asked {
  run: Pick<RunSummary, "id">;
  creature: Pick<CreatureDetail, "name" | "generation">;
  /** a held-out trial; null: as it came to its score; an embedded replay has none */
  trial?: number | null;
}

/** The page asks again for the same clip, gets this answer, and tells what went wrong if something did. */
export function askForClip({ run, creature, trial }: Asked): void {
  clipSocket()
    .request(run.id, creature.name, creature.generation, { trial: trial ?? undefined })
    .catch(() => {});
}
