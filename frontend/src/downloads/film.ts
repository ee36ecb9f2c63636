/** A replay painted frame by frame into a canvas of its own, for films: as the page's stage shows it, in any size. */

import { Vector3 } from "three";
import type { Clip } from "../api/clip";
import { token } from "../charts/tokens";
import { CameraRig } from "../viewer/camera";
import { type Cast, wholeCast } from "../viewer/cast";
import { type Painter, sharedPainter } from "../viewer/painter";
import { RECIPES } from "../viewer/recipes";
import { Stage } from "../viewer/stage";
import { readTheme } from "../viewer/theme";
import { Track } from "../viewer/track";
import type { View } from "../viewer/view";
import { Caption } from "./caption";

/** where the sky has become the horizon, as on the page */
const HORIZON = 0.62;

export interface FilmOptions {
  width: number;
  height: number;
  /** words at the picture's foot; empty: none */
  caption: string;
  /** drawn so many times as large, and shrunk: smooth edges where nothing else smooths them */
  finer?: number;
  /** whether every picture is read pixel by pixel */
  readBack?: boolean;
}

export class Film {
  readonly canvas = document.createElement("canvas");
  readonly context: CanvasRenderingContext2D;
  private readonly painter: Painter;
  /** what is drawn on first, where that is larger than the picture */
  private readonly large: CanvasRenderingContext2D | null;
  private readonly stage: Stage;
  private readonly cast: Cast;
  private readonly track: Track;
  private readonly rig: CameraRig;
  private readonly focus = new Vector3();
  private readonly sky: CanvasGradient;
  private readonly caption: Caption | null;

  /**
   * @param view what is filmed: its camera as it stands now, and what of its stage it shows
   * @throws Error in words where nothing can be drawn
   */
  constructor(
    clip: Clip,
    { rig, playback, looks }: View,
    { width, height, caption, finer = 1, readBack }: FilmOptions,
  ) {
    const painter = sharedPainter();
    if (!painter) throw new Error("This browser cannot draw in 3D, so there is nothing to film.");
    this.painter = painter;
    this.context = contextOf(this.canvas, width, height, readBack);
    this.large =
      finer === 1 ? null : contextOf(document.createElement("canvas"), finer * width, finer * height);
    const theme = readTheme();
    this.stage = new Stage(RECIPES.replay, theme, painter.software);
    this.cast = wholeCast(clip, theme);
    this.track = new Track(clip);
    this.stage.setRelief(this.cast.relief);
    this.stage.add(this.cast.object);
    this.rig = new CameraRig(this.stage, null);
    this.rig.watch(this.track);
    this.rig.reshape(width / height);
    this.rig.update(playback.seconds);
    this.rig.take(rig.stance());
    this.stage.showGrid(looks.grid);
    if (this.cast.extras.trail) this.cast.extras.trail.object.visible = looks.trail;
    this.cast.muscles.colourBy(looks.muscles);
    this.sky = skyOf(this.context, height);
    this.caption = caption ? new Caption(caption, height) : null;
  }

  /** Paint a moment into the canvas. @throws Error in words where the graphics card is away */
  paint(seconds: number): void {
    const { context, large, stage } = this;
    if (this.painter.trouble) throw new Error(this.painter.trouble);
    this.cast.show(seconds);
    this.rig.update(seconds);
    this.track.focusAt(seconds, this.focus);
    stage.widen(this.rig.radius);
    stage.setFocus(this.focus);
    const { width, height } = this.canvas;
    this.painter.paint(stage.scene, stage.camera, large ?? context);
    if (large) {
      context.globalCompositeOperation = "copy";
      context.drawImage(large.canvas, 0, 0, width, height);
    }
    context.globalCompositeOperation = "destination-over";
    context.fillStyle = this.sky;
    context.fillRect(0, 0, width, height);
    context.globalCompositeOperation = "source-over";
    this.caption?.draw(context);
  }

  dispose(): void {
    this.stage.remove(this.cast.object);
    this.cast.dispose();
    this.stage.dispose();
  }
}

function contextOf(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
  willReadFrequently = false,
): CanvasRenderingContext2D {
  Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d", { willReadFrequently })!;
  context.imageSmoothingQuality = "high";
  return context;
}

function skyOf(context: CanvasRenderingContext2D, height: number): CanvasGradient {
  const gradient = context.createLinearGradient(0, 0, 0, HORIZON * height);
  gradient.addColorStop(0, token("sky"));
  gradient.addColorStop(1, token("horizon"));
  return gradient;
}
