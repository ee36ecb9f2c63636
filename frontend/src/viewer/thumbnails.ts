/** Small moving creatures: many canvases, one stage, one renderer; drawn only while on screen. */

import { Vector3 } from "three";
import { type Clip, durationOf } from "../api/clip";
import { CameraRig } from "./camera";
import { type Cast, smallCast } from "./cast";
import { sleep, wake } from "./frames";
import { reducedMotion } from "./motion";
import { sharedPainter } from "./painter";
import { Playback } from "./playback";
import { RECIPES } from "./recipes";
import { Stage } from "./stage";
import { Surface } from "./surface";
import { onThemeChange, readTheme, type Theme } from "./theme";
import { LEAST_SMALL_RADIUS, Track } from "./track";
import type { Thumbnails } from "./types";

const FRAME_S = 1 / 15;
/** ms for all thumbnails of a frame; those that had no turn are drawn in the next one */
const BUDGET_MS = 20;
/** in a frame, where the processor draws: its work is not in the time that painting takes here */
const SOFTWARE_BATCH = 2;

interface Thumbnail {
  surface: Surface;
  playback: Playback;
  /** whether the clock is somebody else's, who lets it run */
  shared: boolean;
  stopListening: () => void;
  cast: Cast;
  track: Track;
  /** whether it must be drawn though it stands still */
  stale: boolean;
}

class ThumbnailStage implements Thumbnails {
  private readonly shown = new Set<Thumbnail>();
  private readonly focus = new Vector3();
  private theme: Theme = readTheme();
  private readonly stage = new Stage(RECIPES.thumbnail, this.theme, sharedPainter()?.software);
  private readonly rig = new CameraRig(this.stage, null);
  private waited = 0;

  constructor() {
    onThemeChange((theme) => this.setTheme(theme));
  }

  attach(canvas: HTMLCanvasElement, clip: Promise<Clip>, clock?: Playback): () => void {
    let stopped = false;
    let thumbnail: Thumbnail | null = null;
    clip.then(
      (loaded) => {
        if (!stopped) thumbnail = this.add(canvas, loaded, clock);
      },
      (error: Error) => {
        canvas.classList.add("is-failed");
        canvas.title = error.message;
      },
    );
    return () => {
      stopped = true;
      if (thumbnail) this.drop(thumbnail);
    };
  }

  private add(canvas: HTMLCanvasElement, clip: Clip, clock: Playback | undefined): Thumbnail {
    const playback = clock ?? ownClock(clip);
    const look = (): void => {
      thumbnail.stale = true;
      wake(this.tick);
    };
    const surface = new Surface(canvas, look);
    const cast = smallCast(clip, this.theme);
    const thumbnail: Thumbnail = {
      surface,
      playback,
      shared: clock !== undefined,
      stopListening: clock?.onChange(look) ?? (() => {}),
      cast,
      track: new Track(clip, LEAST_SMALL_RADIUS),
      stale: true,
    };
    cast.object.visible = false;
    this.stage.add(cast.object);
    this.shown.add(thumbnail);
    wake(this.tick);
    return thumbnail;
  }

  private drop(thumbnail: Thumbnail): void {
    this.shown.delete(thumbnail);
    this.stage.remove(thumbnail.cast.object);
    thumbnail.stopListening();
    thumbnail.cast.dispose();
    thumbnail.surface.dispose();
    if (this.shown.size === 0) sleep(this.tick);
  }

  private setTheme(theme: Theme): void {
    this.theme = theme;
    this.stage.setTheme(theme);
    for (const thumbnail of this.shown) {
      thumbnail.cast.setTheme(theme);
      thumbnail.stale = true;
    }
    wake(this.tick);
  }

  private readonly tick = (elapsed: number): boolean => {
    this.waited += elapsed;
    if (elapsed > 0 && this.waited < FRAME_S) return true;
    let wanting = false;
    const deadline = performance.now() + BUDGET_MS;
    let left = sharedPainter()?.software ? SOFTWARE_BATCH : Infinity;
    for (const thumbnail of [...this.shown]) {
      const { playback, surface, shared } = thumbnail;
      if (!shared) playback.advance(this.waited);
      if (!surface.onScreen || !((playback.playing && !shared) || thumbnail.stale)) continue;
      wanting = true;
      if (left-- <= 0 || performance.now() > deadline) continue;
      this.draw(thumbnail);
      this.shown.delete(thumbnail); // to the end of the queue
      this.shown.add(thumbnail);
    }
    this.waited = 0;
    return wanting;
  };

  private draw(thumbnail: Thumbnail): void {
    const { surface, playback, cast, track } = thumbnail;
    thumbnail.stale = false;
    const { seconds } = playback;
    cast.show(seconds);
    cast.object.visible = true;
    this.stage.setRelief(cast.relief);
    this.rig.reshape(surface.aspect);
    this.rig.watch(track);
    this.rig.update(seconds);
    track.focusAt(seconds, this.focus);
    this.stage.setFocus(this.focus);
    surface.paint(this.stage.scene, this.stage.camera, 1);
    cast.object.visible = false;
  }
}

function ownClock(clip: Clip): Playback {
  const playback = new Playback();
  playback.load(durationOf(clip));
  if (!reducedMotion()) playback.play();
  return playback;
}

let shared: ThumbnailStage | undefined;

/** The page's thumbnails. */
export const thumbnails: Thumbnails = {
  attach(canvas, clip, clock) {
    shared ??= new ThumbnailStage();
    return shared.attach(canvas, clip, clock);
  },
};
