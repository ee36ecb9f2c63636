/** What the scenes are worked with: play or pause, and sliders. */

import { el, icon, put, write } from "../panels/dom";
import type { Playback } from "../viewer/playback";

/** Play or pause, in the corner of a stage. */
export function playButton(playback: Playback, what: string): HTMLButtonElement {
  const button = el("button", { class: "btn btn-quiet btn-icon", type: "button" });
  button.addEventListener("click", () => (playback.playing ? playback.pause() : playback.play()));
  let drawn: boolean | null = null;
  const update = (): void => {
    if (drawn === playback.playing) return;
    drawn = playback.playing;
    put(button, icon(drawn ? "pause-fill" : "play-fill"));
    button.setAttribute("aria-label", `${drawn ? "Pause" : "Play"}: ${what}`);
  };
  playback.onChange(update);
  update();
  return button;
}

export interface Slider {
  root: HTMLElement;
  /** the place on its scale */
  value(): number;
}

export interface SliderOptions {
  label: string;
  min: number;
  max: number;
  step: number;
  value: number;
  /** the value as people read it */
  words: (value: number) => string;
  change: () => void;
}

/** A slider with its name and its value in words. */
export function slider({ label, min, max, step, value, words, change }: SliderOptions): Slider {
  const output = el("span", { class: "how-value num", "aria-hidden": "true" });
  const input = el("input", { type: "range", min, max, step, value, class: "form-range" });
  const show = (): void => {
    write(output, words(input.valueAsNumber));
    input.setAttribute("aria-valuetext", output.textContent ?? "");
  };
  input.addEventListener("input", () => {
    show();
    change();
  });
  show();
  return {
    root: el("label", { class: "how-slider" }, el("span", {}, label), output, input),
    value: () => input.valueAsNumber,
  };
}
