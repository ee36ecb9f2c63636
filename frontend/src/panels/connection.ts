/** The banner that says the line is down, and how old the figures are. */

import { el, icon, write } from "./dom";
import { clock } from "./format";

export interface ConnectionNote {
  root: HTMLElement;
  /** Show the banner with the time of the data; null hides it. */
  show(since: Date | null): void;
  /** Say why nothing more will come. */
  refuse(why: string): void;
}

export function connectionNote(): ConnectionNote {
  const words = el("span");
  const root = el(
    "div",
    { class: "note warn connection", role: "status", hidden: true },
    icon("wifi-off"),
    words,
  );
  return {
    root,
    show(since) {
      root.hidden = since === null;
      if (since)
        write(
          words,
          `Not live: nothing comes from the server; what you see is of ${clock(since)}. Trying again by itself.`,
        );
    },
    refuse(why) {
      root.hidden = false;
      write(words, why);
    },
  };
}
