/** The page's sketches: one loop for all, which draws those on screen, and rests while the tab is hidden or none is. */

import type { Clip } from "../api/clip";
import { THEME_EVENT } from "../panels/theme";
import { reducedMotion } from "../viewer/motion";
import type { Thumbnails } from "../viewer/types";
import { type Palette, readPalette } from "./palette";
import { Sketch } from "./sketch";

const FRAME_MS = 1000 / 15;
const MOST_PIXELS_PER_PIXEL = 2;
/** of the clip, where nothing may move: in the middle of a stride, not at rest before the first */
const STILL_AT = 0.4;

interface Shown {
  canvas: HTMLCanvasElement;
  sketch: Sketch;
  /** s */
  seconds: number;
  onScreen: boolean;
}

class Sketches implements Thumbnails {
  private readonly shown = new Map<Element, Shown>();
  private readonly sight = new IntersectionObserver((entries) => this.see(entries));
  private palette: Palette = readPalette();
  private scheduled = false;
  private last = 0;

  constructor() {
    window.addEventListener(THEME_EVENT, () => {
      this.palette = readPalette();
      for (const shown of this.shown.values()) if (shown.onScreen) this.draw(shown);
    });
  }

  attach(canvas: HTMLCanvasElement, clip: Promise<Clip>): () => void {
    let stopped = false;
    clip.then(
      (loaded) => {
        if (stopped) return;
        const sketch = new Sketch(loaded);
        const seconds = reducedMotion() ? STILL_AT * sketch.duration : 0;
        this.shown.set(canvas, { canvas, sketch, seconds, onScreen: false });
        this.sight.observe(canvas);
      },
      (error: Error) => {
        canvas.classList.add("is-failed");
        canvas.title = error.message;
      },
    );
    return () => {
      stopped = true;
      this.shown.delete(canvas);
      this.sight.unobserve(canvas);
    };
  }

  private see(entries: IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      const shown = this.shown.get(target);
      if (!shown) continue;
      shown.onScreen = isIntersecting;
      if (isIntersecting) this.draw(shown);
    }
    this.wake();
  }

  private wake(): void {
    const isWanted = !reducedMotion() && [...this.shown.values()].some(({ onScreen }) => onScreen);
    if (this.scheduled || !isWanted) return;
    this.scheduled = true;
    this.last = 0;
    requestAnimationFrame(this.tick);
  }

  private readonly tick = (now: number): void => {
    const elapsed = this.last ? now - this.last : FRAME_MS;
    if (elapsed < FRAME_MS - 4) {
      requestAnimationFrame(this.tick);
      return;
    }
    this.last = now;
    let wanting = false;
    for (const shown of this.shown.values()) {
      if (!shown.onScreen) continue;
      wanting = true;
      shown.seconds = (shown.seconds + Math.min(elapsed, 250) / 1000) % Math.max(shown.sketch.duration, 0.1);
      this.draw(shown);
    }
    this.scheduled = wanting;
    if (wanting) requestAnimationFrame(this.tick);
  };

  private draw({ canvas, sketch, seconds }: Shown): void {
    const ratio = Math.min(devicePixelRatio, MOST_PIXELS_PER_PIXEL);
    const width = Math.max(1, Math.round(canvas.clientWidth * ratio));
    const height = Math.max(1, Math.round(canvas.clientHeight * ratio));
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    sketch.draw(canvas.getContext("2d")!, this.palette, seconds);
  }
}

let shared: Sketches | undefined;

/** What draws small creatures in lists. */
export const sketches: Thumbnails = {
  attach(canvas, clip) {
    shared ??= new Sketches();
    return shared.attach(canvas, clip);
  },
};
