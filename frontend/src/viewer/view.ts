/** A view: one creature in one canvas, with its own clock, camera and stage. */

import { type Camera, Vector3 } from "three";
import { OrbitControls } from "three/addons/controls/OrbitControls.js";
import { type Clip, durationOf } from "../api/clip";
import { CameraRig, type Stance } from "./camera";
import { type Cast, wholeCast } from "./cast";
import { sleep, wake } from "./frames";
import { reducedMotion } from "./motion";
import { sharedPainter } from "./painter";
import { type Picked, pick, placeIn } from "./picking";
import { Playback } from "./playback";
import { RECIPES } from "./recipes";
import { Sharpness } from "./sharpness";
import { Stage } from "./stage";
import { Surface } from "./surface";
import { onThemeChange, readTheme, type Theme } from "./theme";
import { Track, type Watched } from "./track";
import type { CameraMode, CreatureView, CreatureViewOptions, Looks } from "./types";

/** rad/s */
const TURNTABLE = 0.35;
const REST_MS = 250;

export class View implements CreatureView {
  readonly rig: CameraRig;
  readonly playback: Playback;
  /** called after each picture, to put things where creatures are in it */
  afterPaint: (camera: Camera) => void = () => {};
  /** what of the stage is shown, and how: a film of it is to show the same */
  readonly looks: Looks = { grid: true, trail: true, muscles: null };
  private readonly ownsClock: boolean;
  private readonly canvas: HTMLCanvasElement;
  private readonly options: CreatureViewOptions;
  private readonly stage: Stage;
  private readonly surface: Surface;
  private readonly controls: OrbitControls | null;
  private readonly sharpness = new Sharpness(sharedPainter()?.software);
  private readonly focus = new Vector3();
  private readonly stops: (() => void)[];
  private theme = readTheme();
  private cast: Cast | null = null;
  private track: Watched | null = null;
  private rest = 0;

  /** @param playback the clock to go by; views that share one show the same moment, and its owner advances it */
  constructor(canvas: HTMLCanvasElement, options: CreatureViewOptions, playback?: Playback) {
    this.canvas = canvas;
    this.options = options;
    this.playback = playback ?? new Playback();
    this.ownsClock = playback === undefined;
    this.stage = new Stage(RECIPES[options.scene], this.theme, sharedPainter()?.software);
    this.controls =
      options.controls === "none" ? null : orbit(this.stage, canvas, options.controls === "all");
    this.rig = new CameraRig(this.stage, this.controls);
    this.rig.mode = options.camera ?? "follow";
    this.surface = new Surface(canvas, this.reshape);
    this.controls?.addEventListener("change", this.redraw);
    this.stops = [this.playback.onChange(this.redraw), onThemeChange(this.setTheme)];
  }

  /** @param at s, the moment to begin with */
  show(clip: Clip, at = 0): void {
    this.present(wholeCast(clip, this.theme), new Track(clip));
    if (this.ownsClock) this.playback.load(durationOf(clip), at);
    if (this.options.autoplay && !reducedMotion()) this.playback.play();
    this.surface.look();
    this.redraw();
    this.tick(0); // the browser's own next frame may be long in coming while a page is put together
  }

  /** Put other creatures on the stage, and look at them as `watched` says. The view disposes of the cast. */
  present(cast: Cast, watched: Watched): void {
    this.clear();
    this.cast = cast;
    this.track = watched;
    this.stage.setRelief(cast.relief);
    this.stage.add(cast.object);
    this.rig.watch(watched);
    this.redraw();
  }

  play(): void {
    this.playback.play();
  }

  pause(): void {
    this.playback.pause();
  }

  seek(seconds: number): void {
    this.playback.seek(seconds);
  }

  setCamera(mode: CameraMode): void {
    this.rig.setMode(mode);
    this.redraw();
  }

  resetCamera(): void {
    this.rig.reset();
    this.redraw();
  }

  showGrid(visible: boolean): void {
    this.looks.grid = visible;
    this.stage.showGrid(visible);
    this.redraw();
  }

  showTrail(visible: boolean): void {
    this.looks.trail = visible;
    const trail = this.cast?.extras.trail;
    if (trail) trail.object.visible = visible;
    this.redraw();
  }

  /** Light up a muscle (null: none) and put rims round some nodes. */
  light(muscle: number | null, nodes: readonly number[]): void {
    this.cast?.muscles.highlight(muscle);
    this.cast?.extras.nodes?.mark(nodes);
    this.redraw();
  }

  /** Colour muscles by a share 0..1 of each; null: by how contracted they are. */
  colourMuscles(shares: ArrayLike<number> | null): void {
    this.looks.muscles = shares;
    this.cast?.muscles.colourBy(shares);
    this.redraw();
  }

  /** What of the creature is under a pointer. */
  pickAt(event: PointerEvent): Picked | null {
    const pose = this.cast?.poses[0];
    return pose ? pick(pose, this.stage.camera, placeIn(this.canvas, event)) : null;
  }

  /** Look as `stance` says at the moment shown. */
  take(stance: Stance): void {
    this.rig.update(this.playback.seconds);
    this.rig.take(stance);
    this.redraw();
  }

  dispose(): void {
    sleep(this.tick);
    clearTimeout(this.rest);
    this.clear();
    for (const stop of this.stops) stop();
    this.controls?.dispose();
    this.surface.dispose();
    this.stage.dispose();
  }

  private clear(): void {
    if (!this.cast) return;
    this.stage.remove(this.cast.object);
    this.cast.dispose();
    this.cast = null;
  }

  private readonly redraw = (): void => wake(this.tick);

  private readonly setTheme = (theme: Theme): void => {
    this.theme = theme;
    this.stage.setTheme(theme);
    this.cast?.setTheme(theme);
    this.redraw();
  };

  private readonly reshape = (): void => {
    this.rig.reshape(this.surface.aspect);
    this.redraw();
  };

  private get turning(): boolean {
    return Boolean(this.options.turntable) && !reducedMotion();
  }

  private readonly tick = (elapsed: number): boolean => {
    if (!this.surface.onScreen || !this.track) return false;
    const moving = this.playback.playing || this.turning;
    if (moving) this.sharpness.frameTook(elapsed);
    if (this.ownsClock) this.playback.advance(elapsed);
    if (this.turning) this.rig.orbit(TURNTABLE * Math.min(elapsed, 0.1));
    this.paint(this.sharpness.share);
    clearTimeout(this.rest);
    const { stillShare } = this.surface;
    if (!moving && this.sharpness.share < stillShare) {
      this.rest = window.setTimeout(() => this.paint(stillShare), REST_MS);
    }
    return moving;
  };

  private paint(share: number): void {
    const { seconds } = this.playback;
    this.cast?.show(seconds);
    this.rig.update(seconds);
    this.track?.focusAt(seconds, this.focus);
    this.stage.widen(this.rig.radius);
    this.stage.setFocus(this.focus);
    this.surface.paint(this.stage.scene, this.stage.camera, share);
    this.afterPaint(this.stage.camera);
  }
}

function orbit(stage: Stage, canvas: HTMLCanvasElement, everything: boolean): OrbitControls {
  const controls = new OrbitControls(stage.camera, canvas);
  controls.enableZoom = controls.enablePan = everything;
  controls.maxPolarAngle = Math.PI / 2 - 0.03;
  controls.minDistance = 1;
  controls.maxDistance = 60;
  return controls;
}
