/** Ask for a replay's clip before the viewer's code is there: it is simulated and travels while that loads. */

import { clipSocket } from "../api/clips";
import type { CreatureDetail, RunSummary } from "../generated/api";

interface Asked {
  run: Pick<RunSummary, "id">;
  creature: Pick<CreatureDetail, "name" | "generation">;
}

/** The page asks again for the same clip, gets this answer, and tells what went wrong if something did. */
export function askForClip({ run, creature }: Asked): void {
  clipSocket()
    .request(run.id, creature.name, creature.generation)
    .catch(() => {});
}
