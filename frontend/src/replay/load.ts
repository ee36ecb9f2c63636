/** Waiting for a replay's clip, in words over the stage. */

import type { Clip } from "../api/clip";
import { clipSocket } from "../api/clips";
import type { CreatureDetail, RunSummary } from "../generated/api";
import { el } from "../panels/dom";
import { failure } from "../panels/failure";

const RESIMULATED =
  "No recording of this creature was kept: it is simulated again, just as it was. A moment…";

/**
 * The creature's clip; while it is not there, words say so, and a failure can be tried again.
 * @param rest what the page has all the same
 * @param trial the held-out trial that it is to show; null: as it came to its score
 */
export async function loadClip(
  notice: HTMLElement,
  run: Pick<RunSummary, "id">,
  creature: Pick<CreatureDetail, "name" | "generation" | "has_clip">,
  rest = "",
  trial: number | null = null,
): Promise<Clip> {
  for (;;) {
    notice.replaceChildren(el("p", { class: "skeleton-words" }, wordsFor(creature.has_clip, trial)));
    try {
      const clip = await clipSocket().request(run.id, creature.name, creature.generation, {
        trial: trial ?? undefined,
      });
      notice.replaceChildren();
      return clip;
    } catch (error) {
      await again(notice, error as Error, rest);
    }
  }
}

function wordsFor(isStored: boolean, trial: number | null): string {
  if (trial !== null) return "It is simulated in this trial. A moment…";
  return isStored ? "Loading the replay…" : RESIMULATED;
}

/** Say what went wrong; resolves when the person wants another try. */
function again(notice: HTMLElement, error: Error, rest: string): Promise<void> {
  return new Promise((resolve) => {
    notice.replaceChildren(failure(error, resolve, rest));
  });
}
