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
 */
export async function loadClip(
  notice: HTMLElement,
  run: Pick<RunSummary, "id">,
  creature: Pick<CreatureDetail, "name" | "generation" | "has_clip">,
  rest = "",
): Promise<Clip> {
  for (;;) {
    notice.replaceChildren(
      el("p", { class: "skeleton-words" }, creature.has_clip ? "Loading the replay…" : RESIMULATED),
    );
    try {
      const clip = await clipSocket().request(run.id, creature.name, creature.generation);
      notice.replaceChildren();
      return clip;
    } catch (error) {
      await again(notice, error as Error, rest);
    }
  }
}

/** Say what went wrong; resolves when the person wants another try. */
function again(notice: HTMLElement, error: Error, rest: string): Promise<void> {
  return new Promise((resolve) => {
    notice.replaceChildren(failure(error, resolve, rest));
  });
}
