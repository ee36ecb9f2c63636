/** Small moving creatures on the pages: loaded when they come on screen, stopped when they are taken away. */

import type { Clip } from "../api/clip";
import { clipSocket } from "../api/clips";
import { sketches } from "../sketch/sketches";
import { clipOfGenome } from "../viewer/genome";
import type { GenomeBody, Thumbnails } from "../viewer/types";
import { el } from "./dom";

export interface Thumb {
  root: HTMLElement;
  /** Show this creature from now on; the same one again changes nothing. */
  show(run: number, creature: string, generation: number): void;
  /** Show a body at rest from now on. @param key tells one from another; the same one again changes nothing */
  showBody(key: string, genome: () => Promise<GenomeBody>): void;
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
  let shown = "";
  let stopDrawing = () => {};
  let watcher: IntersectionObserver | undefined;

  const stop = () => {
    watcher?.disconnect();
    stopDrawing();
    stopDrawing = () => {};
  };
  const draw = (key: string, words: string, clip: () => Promise<Clip>) => {
    if (key === shown) return;
    shown = key;
    stop();
    watcher = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        watcher?.disconnect();
        const canvas = el("canvas", { role: "img", "aria-label": words });
        root.replaceChildren(canvas);
        stopDrawing = drawn.attach(canvas, clip());
      },
      { rootMargin: MARGIN },
    );
    watcher.observe(root);
  };
  return {
    root,
    stop,
    say(words) {
      stop();
      shown = "";
      root.replaceChildren(el("p", { class: "stage-empty" }, words));
    },
    show(run, creature, generation) {
      const clip = () => clipSocket().request(run, creature, generation);
      draw(`${run}/${creature}/${generation}`, `${label} ${creature}`, clip);
    },
    showBody(key, genome) {
      draw(key, label, () => genome().then(clipOfGenome));
    },
  };
}
