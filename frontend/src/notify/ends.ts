/** Which runs have ended: those that were unfinished when they were last heard of, on whatever page that was. */

import type { RunSummary } from "../generated/api";
import { count, score } from "../panels/format";
import { faultOf } from "../panels/run-notes";
import { besideScore } from "../panels/scores";

/** A run that is done or has failed, in the words that tell of it. */
export interface End {
  id: number;
  isFailure: boolean;
  title: string;
  text: string;
}

export interface Memory {
  load(): number[];
  save(ids: number[]): void;
}

export class EndWatch {
  private readonly open: Set<number>;
  private readonly memory: Memory;

  constructor(memory: Memory) {
    this.memory = memory;
    this.open = new Set(memory.load());
  }

  /** Runs of which it is not known yet how they ended. */
  unfinished(): number[] {
    return [...this.open];
  }

  /**
   * Take what was heard; those that ended since they were last heard of.
   * @param isWhole whether these are all that were asked about: others are gone, or were somebody else's
   */
  take(runs: RunSummary[], isWhole: boolean): End[] {
    const before = this.unfinished().join();
    const ends: End[] = [];
    for (const run of runs) {
      if (run.finished === null) this.open.add(run.id);
      else if (this.open.delete(run.id) && (run.state === "DONE" || run.state === "FAILED"))
        ends.push(endOf(run));
    }
    if (isWhole) {
      const told = new Set(runs.map(({ id }) => id));
      for (const id of this.open) if (!told.has(id)) this.open.delete(id);
    }
    if (this.unfinished().join() !== before) this.memory.save(this.unfinished());
    return ends;
  }
}

export function endOf(run: RunSummary): End {
  const isFailure = run.state === "FAILED";
  const scores = run.best === null ? [] : [`score ${score(run.held_out_mean)} ${besideScore(run)}`.trim()];
  const at = run.generation === null ? [] : [`generation ${count(run.generation)}`];
  const why = isFailure ? faultOf(run) : run.reason;
  return {
    id: run.id,
    isFailure,
    title: `${run.name} ${isFailure ? "has failed" : "is done"}`,
    text: [...(isFailure ? [] : [...at, ...scores]), why].filter(Boolean).join(", "),
  };
}
