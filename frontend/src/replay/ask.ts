/** Ask for a replay's clip before the viewer's code is there: it is simulated and travels while that loads. */

import { clipSocket } from "../api/clips";
import type { CreatureDetail, RunSummary } from "../generated/api";

/** The page asks again for the same clip, gets this answer, and tells what went wrong if something did. */
export function askForClip({ run, creature }: { run: RunSummary; creature: CreatureDetail }): void {
  clipSocket()
    .request(run.id, creature.name, creature.generation)
    .catch(() => {});
}
