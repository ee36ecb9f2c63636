/** The stage: light, shadow, ground and camera lens, after the scene recipe of the visual design. */

import {
  DirectionalLight,
  HemisphereLight,
  type Object3D,
  PerspectiveCamera,
  Scene,
  type Vector3,
} from "three";
import { Ground } from "./ground";
import { KEY_FROM, type Recipe } from "./recipes";
import type { Relief } from "./terrain";
import type { Theme } from "./theme";

/** texels; sharp enough, and a sixteenth of the work */
const FRUGAL_MAP = 512;
/** light of the sky for each unit of light from the surroundings that are left out */
const SKY_INSTEAD = 3.6;
/** The ground reaches at least this many times as far as the sphere that fits the picture. */
const GROUND_BEYOND = 3;
const RIM_FROM = [-4, 3, -6] as const;

export class Stage {
  readonly scene = new Scene();
  readonly camera: PerspectiveCamera;
  private readonly hemisphere = new HemisphereLight();
  private readonly key = new DirectionalLight(0xfff4e6);
  private readonly rim = new DirectionalLight(0x9fd0ff, 0.9);
  private readonly ground: Ground;

  readonly recipe: Recipe;
  /** rad, as the recipe's, where a camera stands by itself */
  azimuth: number;
  private widened = 1;

  private readonly frugal: boolean;

  /** @param frugal for a processor that draws: smaller shadow maps, and more light from the sky instead of surroundings */
  constructor(recipe: Recipe, theme: Theme, frugal = false) {
    this.recipe = recipe;
    this.azimuth = recipe.azimuth;
    this.frugal = frugal;
    this.camera = new PerspectiveCamera(recipe.fov, 1, 0.1, 120);
    this.ground = new Ground(recipe.reach, recipe.labels, frugal);
    this.castShadows(recipe, frugal ? Math.min(recipe.shadowMap, FRUGAL_MAP) : recipe.shadowMap);
    this.scene.add(this.hemisphere, this.key, this.key.target, this.rim, this.rim.target, this.ground.object);
    this.setTheme(theme);
  }

  add(object: Object3D): void {
    this.scene.add(object);
  }

  remove(object: Object3D): void {
    this.scene.remove(object);
  }

  setTheme(theme: Theme): void {
    this.scene.environmentIntensity = theme.dark ? 0.32 : 0.5;
    this.hemisphere.color.set(theme.dark ? 0xcfe3ea : 0xffffff);
    this.hemisphere.groundColor.set(theme.dark ? 0x1a2023 : 0xcfd6d6);
    this.hemisphere.intensity =
      (theme.dark ? 0.55 : 1) + (this.frugal ? SKY_INSTEAD * this.scene.environmentIntensity : 0);
    this.key.intensity = theme.dark ? 2.5 : 2.3;
    this.rim.visible = theme.dark;
    this.ground.setTheme(theme);
  }

  showGrid(visible: boolean): void {
    this.ground.showGrid(visible);
  }

  /** Stand on level ground (null), or on ground of this shape. */
  setRelief(relief: Relief | null): void {
    this.ground.setRelief(relief);
    const climbs = relief?.terrain.kind === "steps"; // seen from below, or their risers would be hidden
    this.azimuth = climbs ? -this.recipe.azimuth : this.recipe.azimuth;
  }

  /** Light and ground follow the creature; labels face the camera. */
  setFocus(focus: Vector3): void {
    const ground = this.ground.heightAt(focus.x, focus.z);
    this.key.target.position.set(focus.x, ground, focus.z);
    this.key.position.set(focus.x + KEY_FROM[0], ground + KEY_FROM[1], focus.z + KEY_FROM[2]);
    this.rim.target.position.copy(focus);
    this.rim.position.set(focus.x + RIM_FROM[0], focus.y + RIM_FROM[1], focus.z + RIM_FROM[2]);
    this.ground.setFocus(focus.x, focus.z);
    this.ground.faceLabels(Math.atan2(this.camera.position.x - focus.x, this.camera.position.z - focus.z));
  }

  /** Let ground and shadows reach far enough for a picture of a sphere of `radius` m; never less than the recipe's. */
  widen(radius: number): void {
    const factor = Math.max(1, (GROUND_BEYOND * radius) / this.recipe.reach);
    if (Math.abs(factor - this.widened) < 0.01) return;
    this.widened = factor;
    this.ground.widen(factor);
    this.spreadShadows(factor * this.recipe.shadowSpan);
  }

  dispose(): void {
    this.ground.dispose();
    this.key.dispose();
    this.rim.dispose();
    this.hemisphere.dispose();
  }

  private castShadows(recipe: Recipe, map: number): void {
    const { shadow } = this.key;
    this.key.castShadow = true;
    shadow.mapSize.set(map, map);
    shadow.radius = recipe.shadowBlur;
    shadow.bias = -0.0005;
    shadow.normalBias = 0.02;
    shadow.camera.near = 0.5;
    shadow.camera.far = 30;
    this.spreadShadows(recipe.shadowSpan);
  }

  private spreadShadows(span: number): void {
    const { camera } = this.key.shadow;
    camera.left = camera.bottom = -span;
    camera.right = camera.top = span;
    camera.updateProjectionMatrix();
  }
}

/** m, from which a sphere of `radius` m fills the smaller side of the picture. */
export function viewingDistance(camera: PerspectiveCamera, radius: number): number {
  const vertical = (camera.fov * Math.PI) / 360;
  const horizontal = Math.atan(Math.tan(vertical) * camera.aspect);
  return radius / Math.sin(Math.min(vertical, horizontal));
}
