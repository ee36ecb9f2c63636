/** The person's runs, live: one line for all of a page that follow them. */

import type { RunSummary } from "../generated/api";
import { type Listener, type Listening, listen } from "./progress";

export interface RunChanges {
  seq: number;
  type: "runs";
  runs: RunSummary[];
}

interface Follower extends Listener<RunChanges> {
  /** runs that it takes for unfinished, of which it is to hear how they ended */
  unfinished(): number[];
}

const MOST_ASKED_ABOUT = 100;

const followers = new Set<Follower>();
let line: Listening | null = null;
/** the time of the data, while the line is down */
let downSince: Date | null = null;

/** Follow the runs of the person who looks. Returns the way to stop. */
export function followRuns(follower: Follower): () => void {
  followers.add(follower);
  if (line) {
    if (downSince) follower.down(downSince);
    line.greet(); // who comes later hears all as well
  } else line = open();
  return () => {
    followers.delete(follower);
    if (followers.size > 0) return;
    line?.stop();
    line = null;
    downSince = null;
  };
}

function open(): Listening {
  return listen<RunChanges>("/ws/runs/", {
    greeting: () => ({ type: "hello", runs: asked() }),
    receive(message) {
      for (const follower of followers) follower.receive(message);
      return true;
    },
    down(since) {
      downSince = since;
      for (const follower of followers) follower.down(since);
    },
    refused(why) {
      for (const follower of followers) follower.refused(why);
    },
  });
}

/** What all take for unfinished, newest first. */
function asked(): number[] {
  const ids = new Set([...followers].flatMap((follower) => follower.unfinished()));
  return [...ids].sort((a, b) => b - a).slice(0, MOST_ASKED_ABOUT);
}
