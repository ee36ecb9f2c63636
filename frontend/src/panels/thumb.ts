/** Small moving creatures on the pages: loaded when they come on screen, stopped when they are taken away. */

import { clipSocket } from "../api/clips";
import { thumbnails } from "../viewer/index";
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

/** A stage with a canvas for one creature. */
export function thumb(label: string): Thumb {
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
          stopDrawing = thumbnails.attach(canvas, clipSocket().request(run, creature, generation));
        },
        { rootMargin: MARGIN },
      );
      watcher.observe(root);
    },
  };
}
