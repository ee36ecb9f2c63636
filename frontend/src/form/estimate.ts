/** The live estimate of cost and time; the same request tells which settings are wrong. */

import { ApiError, type Problem, postJson } from "../api/http";
import type { Estimate } from "../generated/api";
import { el, part, put } from "../panels/dom";
import { about, bytes, short } from "../panels/format";
import type { Settings } from "./settings";

const WAIT_MS = 250;

/** What the server thinks of settings: their cost, or their problems. */
export type Verdict = { estimate: Estimate } | { problems: Problem[] };

/** Ask for the cost of settings, at most once in a while; the latest question wins. */
export class Estimator {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asked: AbortController | undefined;
  private readonly tell: (verdict: Verdict) => void;

  constructor(tell: (verdict: Verdict) => void) {
    this.tell = tell;
  }

  ask(config: Settings): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.fetch(config), WAIT_MS);
  }

  private async fetch(config: Settings): Promise<void> {
    this.asked?.abort();
    this.asked = new AbortController();
    try {
      this.tell({ estimate: await postJson<Estimate>("/api/estimate", { config }, this.asked.signal) });
    } catch (error) {
      if (!(error instanceof ApiError)) return;
      this.tell({
        problems: error.problems.length ? error.problems : [{ path: "", message: error.message }],
      });
    }
  }
}

/** Write an estimate into the page; none while something needs a correction. */
export function showEstimate(root: HTMLElement, estimate: Estimate | null): void {
  const lines: Record<string, string> = estimate
    ? {
        "generation-time": about(estimate.seconds_per_generation),
        "total-time": about(estimate.seconds_total),
        cost: short(estimate.creature_steps_per_generation),
        storage: `about ${bytes(estimate.bytes_per_generation)}`,
      }
    : { "generation-time": "–", "total-time": "after the correction", cost: "–", storage: "–" };
  for (const [name, text] of Object.entries(lines)) {
    const element = part(root, name);
    put(element, text, name === "cost" && estimate ? el("span", { class: "unit" }, "creature-steps") : null);
    element.classList.toggle("faint", !estimate);
  }
  part(root, "basis").textContent = estimate
    ? `Estimated from ${short(estimate.speed)} creature-steps/s`
    : "";
}
