/** The editor's picture: the body being made, or the clip of its trial, on one stage and before one camera. */

import { MOUSE, type Ray, Raycaster, Sphere, Spherical, TOUCH, Vector3 } from "three";
import { OrbitControls } from "three/addons/controls/OrbitControls.js";
import { type Clip, durationOf } from "../api/clip";
import { CameraRig } from "../viewer/camera";
import { type Cast, wholeCast } from "../viewer/cast";
import { sleep, wake } from "../viewer/frames";
import { reducedMotion } from "../viewer/motion";
import { sharedPainter } from "../viewer/painter";
import { pick, placeIn } from "../viewer/picking";
import { Playback } from "../viewer/playback";
import type { Pose } from "../viewer/pose";
import { RECIPES } from "../viewer/recipes";
import { Sharpness } from "../viewer/sharpness";
import { Stage, viewingDistance } from "../viewer/stage";
import { Surface } from "../viewer/surface";
import { onThemeChange, readTheme, type Theme } from "../viewer/theme";
import { Track } from "../viewer/track";
import { BodyPicture } from "./body-picture";
import { type Document, NOTHING, type Selection } from "./document";
import { EMPTY, type Genome } from "./genome";
import { type Hint, Marks, NO_HINT } from "./marks";
import { nodeOn, onHandle } from "./picking";

const REST_MS = 250;
/** m */
const LEAST_RADIUS = 1.2;

/** Where the camera stands and looks, and the picture's width : height. */
interface Standpoint {
  from: Vector3;
  target: Vector3;
  aspect: number;
}

export class EditorView {
  readonly canvas: HTMLCanvasElement;
  readonly playback = new Playback();
  readonly controls: OrbitControls;
  hint: Hint = NO_HINT;
  /** called after each picture of the body, to put words where its nodes are; null: a clip is shown */
  afterPaint: (view: EditorView, pose: Pose | null) => void = () => {};
  private readonly stage: Stage;
  private readonly rig: CameraRig;
  private readonly marks: Marks;
  private readonly surface: Surface;
  private readonly sharpness = new Sharpness(sharedPainter()?.software);
  private readonly raycaster = new Raycaster();
  private readonly stops: (() => void)[];
  private theme = readTheme();
  private picture: BodyPicture;
  private selection: Selection = NOTHING;
  private trial: { cast: Cast; track: Track; before: Standpoint } | null = null;
  private rest = 0;

  constructor(canvas: HTMLCanvasElement, room: { nodes: number; muscles: number; ghostRadius: number }) {
    this.canvas = canvas;
    this.stage = new Stage({ ...RECIPES.replay, labels: null }, this.theme, sharedPainter()?.software);
    this.controls = orbitControls(this.stage, canvas);
    this.rig = new CameraRig(this.stage, this.controls);
    this.marks = new Marks(room.nodes + 2, room.muscles + 1, room.ghostRadius);
    this.marks.setTheme(this.theme);
    this.picture = new BodyPicture(EMPTY, this.theme);
    this.stage.add(this.picture.cast.object);
    this.stage.add(this.marks.object);
    this.surface = new Surface(canvas, this.reshape);
    this.controls.addEventListener("change", this.redraw);
    this.stops = [this.playback.onChange(this.redraw), onThemeChange(this.setTheme)];
  }

  get camera(): Stage["camera"] {
    return this.stage.camera;
  }

  /** Whether a clip is shown in the body's place. */
  get showsClip(): boolean {
    return this.trial !== null;
  }

  get pose(): Pose {
    return this.picture.pose;
  }

  show({ genome, selection }: Document): void {
    this.selection = selection;
    if (!this.picture.follow(genome)) this.rebuild(genome);
    this.redraw();
  }

  /** Let the whole body fill the picture, seen from where the camera is. */
  frame({ nodes }: Genome): void {
    const sphere = new Sphere().setFromPoints(nodes.map(({ position }) => new Vector3(...position)));
    if (!nodes.length) sphere.set(new Vector3(0, 0.5, 0), 0);
    const radius = Math.max(LEAST_RADIUS, sphere.radius + 0.5);
    const direction = this.camera.position.clone().sub(this.controls.target);
    if (direction.lengthSq() === 0) direction.setFromSpherical(this.ownSide());
    direction.setLength(viewingDistance(this.camera, radius));
    this.controls.target.copy(sphere.center);
    this.camera.position.copy(sphere.center).add(direction);
    this.controls.update();
    this.redraw();
  }

  /** Play a clip on the stage in the body's place, followed from where the camera stands. */
  showClip(clip: Clip): void {
    const before = this.trial?.before ?? this.standpoint();
    this.dropTrial();
    const cast = wholeCast(clip, this.theme);
    const track = new Track(clip);
    this.trial = { cast, track, before };
    this.stage.setRelief(cast.relief);
    this.stage.add(cast.object);
    this.picture.cast.object.visible = this.marks.object.visible = false;
    this.rig.watch(track);
    const away = this.camera.position.distanceTo(this.rig.target);
    this.camera.position.copy(before.from).sub(before.target).setLength(away).add(this.rig.target);
    this.controls.update();
    this.playback.load(durationOf(clip));
    if (!reducedMotion()) this.playback.play();
    this.redraw();
  }

  /** Back to the body, before the camera as it was. */
  leaveClip(): void {
    if (!this.trial) return;
    const { from, target, aspect } = this.trial.before;
    this.dropTrial();
    this.playback.pause();
    this.stage.setRelief(null);
    this.picture.cast.object.visible = this.marks.object.visible = true;
    this.camera.aspect = aspect; // as the canvas will have it again
    this.camera.updateProjectionMatrix();
    this.camera.position.copy(from);
    this.controls.target.copy(target);
    this.controls.update();
    this.redraw();
  }

  setHint(hint: Hint): void {
    this.hint = hint;
    this.redraw();
  }

  showGrid(visible: boolean): void {
    this.stage.showGrid(visible);
    this.redraw();
  }

  /** The line of sight through a pointer. */
  rayAt(event: PointerEvent): Ray {
    this.camera.updateMatrixWorld();
    this.raycaster.setFromCamera(placeIn(this.canvas, event), this.camera);
    return this.raycaster.ray.clone();
  }

  nodeAt(event: PointerEvent): number | null {
    return nodeOn(this.rayAt(event), this.pose);
  }

  muscleAt(event: PointerEvent): number | null {
    const met = pick(this.pose, this.camera, placeIn(this.canvas, event));
    return met?.kind === "muscle" ? met.index : null;
  }

  handleAt(event: PointerEvent): boolean {
    const { handle } = this.marks;
    return handle.visible && onHandle(this.rayAt(event), handle.position, handle.scale.x);
  }

  readonly redraw = (): void => wake(this.tick);

  dispose(): void {
    sleep(this.tick);
    clearTimeout(this.rest);
    for (const stop of this.stops) stop();
    this.dropTrial();
    this.picture.cast.dispose();
    this.marks.dispose();
    this.controls.dispose();
    this.surface.dispose();
    this.stage.dispose();
  }

  private standpoint(): Standpoint {
    const { position, aspect } = this.camera;
    return { from: position.clone(), target: this.controls.target.clone(), aspect };
  }

  private ownSide(): Spherical {
    return new Spherical(1, Math.PI / 2 - this.stage.recipe.elevation, this.stage.azimuth);
  }

  private rebuild(genome: Genome): void {
    this.stage.remove(this.picture.cast.object);
    const { visible } = this.picture.cast.object;
    this.picture.cast.dispose();
    this.hint = NO_HINT; // what it tells of may be gone
    this.picture = new BodyPicture(genome, this.theme);
    this.picture.cast.object.visible = visible;
    this.stage.add(this.picture.cast.object);
  }

  private dropTrial(): void {
    if (!this.trial) return;
    this.stage.remove(this.trial.cast.object);
    this.trial.cast.dispose();
    this.trial = null;
  }

  private readonly setTheme = (theme: Theme): void => {
    this.theme = theme;
    this.stage.setTheme(theme);
    this.marks.setTheme(theme);
    this.picture.cast.setTheme(theme);
    this.trial?.cast.setTheme(theme);
    this.redraw();
  };

  private readonly reshape = (): void => {
    this.rig.reshape(this.surface.aspect);
    this.redraw();
  };

  private readonly tick = (elapsed: number): boolean => {
    if (!this.surface.onScreen) return false;
    const moving = this.trial !== null && this.playback.playing;
    if (moving) this.sharpness.frameTook(elapsed);
    if (this.trial) this.playback.advance(elapsed);
    this.paint(this.sharpness.share);
    clearTimeout(this.rest);
    const { stillShare } = this.surface;
    if (!moving && this.sharpness.share < stillShare) {
      this.rest = window.setTimeout(() => this.paint(stillShare), REST_MS);
    }
    return moving;
  };

  private readonly focus = new Vector3();

  private paint(share: number): void {
    if (this.trial) {
      const { seconds } = this.playback;
      this.trial.cast.show(seconds);
      this.rig.update(seconds);
      this.trial.track.focusAt(seconds, this.focus);
    } else {
      this.marks.show(this.pose, this.selection, this.hint, this.camera.position);
      this.focus.copy(this.controls.target).setY(0);
    }
    this.stage.widen(this.camera.position.distanceTo(this.controls.target) / 4);
    this.stage.setFocus(this.focus);
    this.surface.paint(this.stage.scene, this.camera, share);
    this.afterPaint(this, this.trial ? null : this.pose);
  }
}

function orbitControls(stage: Stage, canvas: HTMLCanvasElement): OrbitControls {
  const controls = new OrbitControls(stage.camera, canvas);
  controls.maxPolarAngle = Math.PI / 2 - 0.03;
  controls.minDistance = 1;
  controls.maxDistance = 60;
  controls.mouseButtons = { LEFT: MOUSE.ROTATE, MIDDLE: MOUSE.DOLLY, RIGHT: MOUSE.PAN };
  controls.touches = { ONE: TOUCH.ROTATE, TWO: TOUCH.DOLLY_PAN };
  return controls;
}
