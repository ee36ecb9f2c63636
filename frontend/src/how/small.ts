/** Small creatures side by side, on one clock that runs only while they are seen. */

import { type Clip, durationOf } from "../api/clip";
import { el } from "../panels/dom";
import { sleep, wake } from "../viewer/frames";
import { reducedMotion } from "../viewer/motion";
import { Playback } from "../viewer/playback";
import { thumbnails } from "../viewer/thumbnails";
import { playButton } from "./controls";
import { STILL } from "./stage";

export interface Small {
  clip: Clip;
  /** what it is, to those who do not see it */
  label: string;
  /** stands below it */
  caption: HTMLElement;
  /** no child of its own comes from it */
  faded?: boolean;
}

/** @param what they are together, for the button's name */
export function smallOnes(ones: Small[], what: string): HTMLElement {
  const playback = new Playback();
  const cards = ones.map(({ clip, label, caption, faded }) => {
    const canvas = el("canvas", { role: "img", "aria-label": label });
    thumbnails.attach(canvas, Promise.resolve(clip), playback);
    return el(
      "figure",
      { class: faded ? "how-small is-culled" : "how-small" },
      el("div", { class: "stage" }, canvas),
      caption,
    );
  });
  const row = el("div", { class: "how-row" }, ...cards);
  playback.load(Math.max(...ones.map(({ clip }) => durationOf(clip))));
  runWhileSeen(row, playback);
  if (reducedMotion()) playback.seek(STILL * playback.duration);
  else playback.play();
  return el("div", { class: "how-smalls" }, row, playButton(playback, what));
}

function runWhileSeen(root: HTMLElement, playback: Playback): void {
  let seen = false;
  const tick = (elapsed: number): boolean => {
    playback.advance(elapsed);
    return seen && playback.playing;
  };
  const look = (): void => (seen && playback.playing ? wake(tick) : sleep(tick));
  new IntersectionObserver((entries) => {
    seen = entries.at(-1)!.isIntersecting;
    look();
  }).observe(root);
  playback.onChange(look);
}
