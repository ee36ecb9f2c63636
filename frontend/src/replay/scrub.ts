/** The scrub bar: the clip's time from left to right, its score as an area, a diamond where a pellet was reached. */

import { type Clip, durationOf } from "../api/clip";
import { el, icon, svgElement } from "../panels/dom";
import { decimal } from "../panels/format";
import type { Playback } from "../viewer/playback";
import { TOLD_HZ } from "./transport";

const MOST_TICKS = 11;
const TICK_STEPS = [1, 2, 5, 10, 20];

export interface ScrubBar {
  root: HTMLElement;
  /** Draw a clip's score and pellets; without one the bar is plain. */
  show(clip: Clip): void;
  /** Take the clock's duration again. */
  setDuration(): void;
}

export function scrubBar(playback: Playback): ScrubBar {
  const area = el("div", { class: "scrub-area" });
  const played = el("div", { class: "scrub-played" });
  const events = el("div", { class: "scrub-events" });
  const knob = el("div", { class: "scrub-knob" });
  const ticks = el("div", { class: "scrub-ticks num", "aria-hidden": "true" });
  const track = el(
    "div",
    { class: "scrub-track", role: "slider", tabindex: 0, "aria-label": "Time", "data-testid": "scrub" },
    area,
    played,
    events,
    knob,
  );
  dragToSeek(track, playback);
  let told = -1;
  const update = (): void => {
    const share = playback.duration ? playback.seconds / playback.duration : 0;
    track.style.setProperty("--share", `${share}`);
    const moment = Math.floor(playback.seconds * TOLD_HZ);
    if (playback.playing && moment === told) return;
    told = moment;
    track.setAttribute("aria-valuenow", playback.seconds.toFixed(2));
    track.setAttribute(
      "aria-valuetext",
      `${decimal(playback.seconds, 2)} s of ${decimal(playback.duration, 1)} s`,
    );
  };
  playback.onChange(update);
  const setDuration = (): void => {
    track.setAttribute("aria-valuemin", "0");
    track.setAttribute("aria-valuemax", playback.duration.toFixed(2));
    ticks.replaceChildren(...tickSeconds(playback.duration).map((at) => tick(at, playback.duration)));
  };
  const show = (clip: Clip): void => {
    setDuration();
    update();
    area.replaceChildren(scoreArea(clip));
    events.replaceChildren(...diamonds(clip), ...(clip.disqualified ? [outMark(clip)] : []));
  };
  return { root: el("div", { class: "scrub" }, track, ticks), show, setDuration };
}

/** Whole seconds to mark, at most eleven. */
export function tickSeconds(duration: number): number[] {
  const step = TICK_STEPS.find((seconds) => duration / seconds < MOST_TICKS) ?? 60;
  return Array.from({ length: Math.floor(duration / step + 1e-6) + 1 }, (_, i) => i * step);
}

function tick(seconds: number, duration: number): HTMLElement {
  const mark = el("span", {}, `${seconds} s`);
  mark.style.setProperty("--share", `${seconds / duration}`);
  return mark;
}

function dragToSeek(track: HTMLElement, playback: Playback): void {
  const seek = (event: PointerEvent): void => {
    const box = track.getBoundingClientRect();
    playback.seek(((event.clientX - box.left) / box.width) * playback.duration);
  };
  track.addEventListener("pointerdown", (event) => {
    track.setPointerCapture(event.pointerId);
    seek(event);
  });
  track.addEventListener("pointermove", (event) => {
    if (track.hasPointerCapture(event.pointerId)) seek(event);
  });
}

/** Score over time as a filled curve that stretches with its box. */
function scoreArea(clip: Clip): SVGSVGElement {
  const top = Math.max(...clip.score, 1e-6);
  const line = Array.from(clip.score, (score, frame) => {
    const x = (1000 * frame) / Math.max(clip.frames - 1, 1);
    return `${x.toFixed(1)} ${(96 - (88 * Math.max(score, 0)) / top).toFixed(1)}`;
  }).join("L");
  const svg = svgElement("svg", {
    viewBox: "0 0 1000 100",
    preserveAspectRatio: "none",
    "aria-hidden": "true",
  });
  svg.append(
    svgElement("path", { class: "scrub-fill", d: `M0 100L${line}L1000 100Z` }),
    svgElement("path", { class: "scrub-line", d: `M${line}`, "vector-effect": "non-scaling-stroke" }),
  );
  return svg;
}

/** A cross where the creature was disqualified. */
function outMark(clip: Clip): HTMLElement {
  const { reason, frame } = clip.disqualified!;
  const seconds = frame / clip.hz;
  const title = `Disqualified at ${decimal(seconds, 1)} s: ${reason}`;
  const mark = el("span", { class: "out-mark", title }, icon("x-octagon"));
  mark.style.setProperty("--share", `${seconds / Math.max(durationOf(clip), 1e-9)}`);
  return mark;
}

function diamonds(clip: Clip): HTMLElement[] {
  const duration = durationOf(clip);
  return clip.targets.flatMap(({ reached }, i) => {
    if (reached === null) return [];
    const seconds = reached / clip.hz;
    const diamond = el("span", {
      class: "diamond",
      title: `Pellet ${i + 1} reached at ${decimal(seconds, 1)} s`,
    });
    diamond.style.setProperty("--share", `${seconds / duration}`);
    return [diamond];
  });
}
