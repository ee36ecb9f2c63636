/** Small moving creatures on the pages: loaded when they come on screen, stopped when they are taken away. */

import { clipSocket } from "../api/clips";
import { sketches } from "../sketch/sketches";
import type { Thumbnails } from "../viewer/types";
import { el } from "./dom";

export interface Thumb {
  root: HTMLElement;
  /** Show this creature from now on; the same one again changes nothing. */
  show(run: number, creature: string, generation: number): void;
  /** Show words instead of a creature. */
  say(words: string): void;
  stop(): void;
}

const MARGIN = "120px";

/**
 * A stage with a canvas for one creature.
 * @param drawn by what: sketches need no 3D engine
 */
export function thumb(label: string, drawn: Thumbnails = sketches): Thumb {
  const root = el("div", { class: "stage" });
  let key = "";
  let stopDrawing = () => {};
  let watcher: IntersectionObserver | undefined;

  const stop = () => {
    watcher?.disconnect();
    stopDrawing();
    stopDrawing = () => {};
  };
  return {
    root,
    stop,
    say(words) {
      stop();
      key = "";
      root.replaceChildren(el("p", { class: "stage-empty" }, words));
    },
    show(run, creature, generation) {
      if (key === `${run}/${creature}/${generation}`) return;
      key = `${run}/${creature}/${generation}`;
      stop();
      watcher = new IntersectionObserver(
        (entries) => {
          if (!entries.some((entry) => entry.isIntersecting)) return;
          watcher?.disconnect();
          const canvas = el("canvas", { role: "img", "aria-label": `${label} ${creature}` });
          root.replaceChildren(canvas);
          stopDrawing = drawn.attach(canvas, clipSocket().request(run, creature, generation));
        },
        { rootMargin: MARGIN },
      );
      watcher.observe(root);
    },
  };
}
