/** Whether sound is on: off until somebody asks for it, then as it was left; asked for again where motion is reduced. */

import type { Clip } from "../api/clip";
import { kept, oneOf } from "../storage";
import { reducedMotion } from "../viewer/motion";
import { Sound } from "./sound";

const REMEMBERED = kept("sound", oneOf("on", "off"));

export interface Hearing {
  readonly on: boolean;
  toggle(): void;
  update(frame: number, playing: boolean): void;
}

/** @param changed called whenever sound goes on or off */
export function hearing(clip: Clip, changed: (on: boolean) => void, left: AbortSignal): Hearing {
  const sound = new Sound(clip);
  let on = REMEMBERED.read() === "on" && !reducedMotion();
  const set = (next: boolean): void => {
    on = next;
    REMEMBERED.write(on ? "on" : "off");
    if (on) sound.start();
    else sound.stop();
    changed(on);
  };
  if (on) {
    // Browsers let nothing sound before the page was touched.
    const begin = (): void => {
      if (on) sound.start();
    };
    document.addEventListener("pointerdown", begin, { once: true, signal: left });
    document.addEventListener("keydown", begin, { once: true, signal: left });
  }
  left.addEventListener("abort", () => sound.dispose());
  return {
    get on() {
      return on;
    },
    toggle: () => set(!on),
    update: (frame, playing) => {
      if (on) sound.frame(frame, playing);
    },
  };
}
