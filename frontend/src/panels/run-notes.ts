/** What is going on with a run, what is kept, and the next step: one note where there is something to say. */

import type { RunSummary } from "../generated/api";
import { el, icon } from "./dom";
import { count, plural } from "./format";

/** The note for a run's state; null while it runs or when it is done and came to its last generation. */
export function runNote(run: RunSummary): HTMLElement | null {
  const next = (run.generation ?? -1) + 1;
  const kept =
    run.generation === null
      ? "Nothing is recorded yet"
      : `Generations 0 to ${count(run.generation)} are kept`;
  const resume = run.may_edit ? `Resume goes on with generation ${count(next)}.` : "";
  const again = run.may_edit ? `Resume tries generation ${count(next)} again.` : "";
  switch (run.state) {
    case "QUEUED":
      return note(
        "",
        "hourglass-split",
        "Waiting for a worker. It starts by itself, and goes on if you close this page.",
      );
    case "PAUSED":
      return note("warn", "pause-fill", `Paused. ${run.reason && `${run.reason}. `}${kept}. ${resume}`);
    case "DONE":
      if (run.without_anybody) return note("warn", "exclamation-triangle", `${doneEarly(run)}${OUT_OF_PLAY}`);
      return run.reason ? note("", "check-lg", doneEarly(run)) : null;
    case "CANCELLED":
      return note("", "slash-circle", `Cancelled. ${kept}.`);
    case "FAILED":
      return note(
        "danger",
        "exclamation-octagon",
        [`The run failed${faultOf(run) && `: ${faultOf(run)}`}. ${kept}. ${again}`, forkLink(run)],
        run.error,
      );
    default:
      if (!run.without_anybody) return null;
      return note(
        "warn",
        "exclamation-triangle",
        `Nobody was in play in the latest ${plural(run.without_anybody, "generation")}. ${OUT_OF_PLAY}`,
      );
  }
}

const OUT_OF_PLAY =
  "Every creature was disqualified, so there is no score and no champion. A higher physics rate, a longer settling " +
  "time or more damping may help; generations without anybody in play end a run after five in a row.";

function doneEarly({ reason }: RunSummary): string {
  return reason ? `Done early. ${reason}. ` : "Done. ";
}

/** What went wrong with a run: the last line of its traceback, without the module that its error is defined in. */
export function faultOf({ error }: RunSummary): string {
  const last = error.trim().split("\n").at(-1) ?? "";
  return last.replace(/^(?:[a-z_]\w*\.)+(?=[A-Z]\w*(?::|$))/, "");
}

/** A way on that depends on nothing that went wrong since: a new run with the last recorded creatures. */
function forkLink(run: RunSummary): HTMLElement | null {
  if (run.generation === null) return null;
  const href = `/runs/${run.id}/fork/?generation=${run.generation}`;
  return el("a", { class: "btn btn-quiet", href }, `Fork from generation ${count(run.generation)}`);
}

function note(
  kind: string,
  name: string,
  text: string | (string | HTMLElement | null)[],
  details = "",
): HTMLElement {
  const words = el("div", {}, el("p", {}, ...[text].flat()), details ? el("pre", {}, details) : null);
  return el("div", { class: `note ${kind}`, role: "status" }, icon(name), words);
}
