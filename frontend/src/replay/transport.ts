/** Play, step, loop and speed, and the time now. */

import { el, icon, put, segmented, write } from "../panels/dom";
import { count, decimal } from "../panels/format";
import type { Playback } from "../viewer/playback";

export const SPEEDS = [0.1, 0.25, 0.5, 1, 2, 4];

/** How often the time is written anew while it runs; faster nobody can read. */
export const TOLD_HZ = 15;

export interface TransportOptions {
  speeds?: number[];
  /** frames per second of the clip: with it come step buttons and the frame's number */
  hz?: () => number;
}

/** A row of controls for a clock. */
export function transport(playback: Playback, { speeds = SPEEDS, hz }: TransportOptions): HTMLElement {
  const play = el("button", {
    class: "btn btn-primary btn-icon",
    type: "button",
    onclick: () => toggle(playback),
  });
  const loop = iconButton("repeat", "Loop (L)", () => playback.setLoop(!playback.loop));
  const now = el("b", {});
  const rest = el("span", { class: "faint" });
  const frame = el("span", { class: "faint transport-frame" });
  const time = el("span", { class: "transport-time num", "data-testid": "time" }, now, rest, frame);
  const speed = segmented("Speed", String, (key) => playback.setSpeed(Number(key)));
  const choices = speeds.map((value) => ({ key: `${value}`, label: `${value}×` }));
  const steps = hz ? [stepButton(playback, hz, -1), stepButton(playback, hz, 1)] : [];
  let drawn: boolean | null = null;
  let told = -1;
  const update = (): void => {
    const moment = Math.floor(playback.seconds * TOLD_HZ);
    if (playback.playing && drawn && moment === told) return;
    told = moment;
    if (drawn !== playback.playing) {
      drawn = playback.playing;
      put(play, icon(drawn ? "pause-fill" : "play-fill"));
      play.setAttribute("aria-label", drawn ? "Pause" : "Play");
      play.title = `${drawn ? "Pause" : "Play"} (space)`;
    }
    loop.setAttribute("aria-pressed", `${playback.loop}`);
    speed.update(choices, `${playback.speed}`);
    write(now, `${decimal(playback.seconds, 2)} s`);
    write(rest, ` / ${decimal(playback.duration, 0)} s`);
    if (hz) write(frame, frameText(playback, hz()));
  };
  playback.onChange(update);
  update();
  return el("div", { class: "transport" }, play, ...steps, loop, time, speed.root);
}

export function toggle(playback: Playback): void {
  if (playback.playing) playback.pause();
  else playback.play();
}

/** Stop and go `frames` frames on (or back), to a whole frame. */
export function step(playback: Playback, hz: number, frames: number): void {
  playback.pause();
  playback.seek((Math.round(playback.seconds * hz) + frames) / hz);
}

function frameText(playback: Playback, hz: number): string {
  return ` · frame ${count(Math.floor(playback.seconds * hz + 1e-6))} of ${count(Math.round(playback.duration * hz))}`;
}

function stepButton(playback: Playback, hz: () => number, frames: number): HTMLButtonElement {
  const [name, words] =
    frames < 0 ? ["skip-start-fill", "One frame back (←)"] : ["skip-end-fill", "One frame on (→)"];
  return iconButton(name!, words!, () => step(playback, hz(), frames));
}

function iconButton(name: string, words: string, act: () => void): HTMLButtonElement {
  const attributes = {
    class: "btn btn-bare btn-icon",
    type: "button",
    "aria-label": words,
    title: words,
    onclick: act,
  };
  return el("button", attributes, icon(name));
}
