/** A stage of the page: one canvas with a view of its own, a chip of words and a button to play. */

import { type Clip, durationOf } from "../api/clip";
import { el } from "../panels/dom";
import { type Cast, wholeCast } from "../viewer/cast";
import { reducedMotion } from "../viewer/motion";
import { readTheme } from "../viewer/theme";
import { Track, type Watched } from "../viewer/track";
import type { CreatureViewOptions } from "../viewer/types";
import { View } from "../viewer/view";
import { playButton } from "./controls";

/** share of the clip at which a picture stands still that is not to move by itself */
export const STILL = 0.6;

/** m, of the sphere that fits a picture of one small creature */
export const NEAR = 1.6;

export interface HowStage {
  root: HTMLElement;
  canvas: HTMLCanvasElement;
  view: View;
  /** words in the corner */
  chip: HTMLElement;
  /** Show a clip; the clock goes on where it was. @param radius m, of the least sphere that fits the picture */
  show(clip: Clip, radius?: number): Cast;
  present(cast: Cast, watched: Watched, duration: number): void;
}

/** @param label what the picture shows, to those who do not see it */
export function howStage(label: string, scene: CreatureViewOptions["scene"] = "panel"): HowStage {
  const canvas = el("canvas", { role: "img", "aria-label": label });
  const view = new View(canvas, { scene, controls: "orbit" });
  const { playback } = view;
  const chip = el("span", { class: "chip top-left num" });
  const present = (cast: Cast, watched: Watched, duration: number): void => {
    const begins = playback.duration === 0;
    view.present(cast, watched);
    playback.load(duration, playback.seconds);
    if (!begins) return;
    if (reducedMotion()) playback.seek(STILL * duration);
    else playback.play();
  };
  return {
    root: el("div", { class: "stage how-stage" }, canvas, chip, playButton(playback, label)),
    canvas,
    view,
    chip,
    present,
    show(clip, radius) {
      const cast = wholeCast(clip, readTheme());
      present(cast, new Track(clip, radius), durationOf(clip));
      return cast;
    },
  };
}
