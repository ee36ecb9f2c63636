/** Where the camera stands: fixed, follow (beside the creature) or chase (behind it); the user orbits on top. */

import { type PerspectiveCamera, Spherical, Vector3 } from "three";
import type { OrbitControls } from "three/addons/controls/OrbitControls.js";
import { type Stage, viewingDistance } from "./stage";
import { turn, type Watched } from "./track";
import type { CameraMode } from "./types";

const CHASE_ELEVATION = 0.26;
const CHASE_NEARER = 0.8;
const UP = new Vector3(0, 1, 0);

/** How a camera stands to what it watches: all that is needed to stand there again. */
export interface Stance {
  mode: CameraMode;
  /** rad, round the vertical from +z towards +x, and above the ground */
  azimuth: number;
  elevation: number;
  /** times as far away as a picture of the whole wants it */
  distance: number;
  /** m, from the creature to the point looked at */
  pan: [number, number, number];
}

export class CameraRig {
  mode: CameraMode = "follow";
  /** Point the camera looks at. */
  readonly target: Vector3;
  private readonly camera: PerspectiveCamera;
  private readonly controls: OrbitControls | null;
  private readonly stage: Stage;
  /** m, radius of the sphere that fits the picture */
  radius = 1;
  private track: Watched | null = null;
  private seconds = 0;
  /** where the creature was at the last update */
  private readonly focus = new Vector3();
  private heading = 0;
  private readonly next = new Vector3();

  constructor(stage: Stage, controls: OrbitControls | null) {
    this.stage = stage;
    this.camera = stage.camera;
    this.controls = controls;
    this.target = controls ? controls.target : new Vector3();
  }

  /** Look at something else from the mode's own place, at the clip's start. */
  watch(track: Watched): void {
    this.track = track;
    this.seconds = 0;
    this.reset();
  }

  setMode(mode: CameraMode): void {
    this.mode = mode;
    if (mode === "chase") this.reset();
    if (mode === "follow") this.moveTo(this.focus);
  }

  /** Back to the mode's own place, at the moment shown. */
  reset(): void {
    if (!this.track) return;
    this.track.focusAt(this.seconds, this.focus);
    this.heading = this.track.headingAt(this.seconds);
    this.radius = this.track.radiusAt(this.seconds, this.camera.aspect);
    const chase = this.mode === "chase";
    const distance = viewingDistance(this.camera, this.radius) * (chase ? CHASE_NEARER : 1);
    const azimuth = chase ? this.heading - Math.PI / 2 : this.stage.azimuth;
    const elevation = chase ? CHASE_ELEVATION : this.stage.recipe.elevation;
    this.camera.position.setFromSpherical(new Spherical(distance, Math.PI / 2 - elevation, azimuth));
    this.camera.position.add(this.focus);
    this.target.copy(this.focus);
    this.apply();
  }

  /** How it stands now. */
  stance(): Stance {
    const away = new Spherical().setFromVector3(this.next.copy(this.camera.position).sub(this.target));
    const { x, y, z } = this.next.copy(this.target).sub(this.focus);
    return {
      mode: this.mode,
      azimuth: away.theta,
      elevation: Math.PI / 2 - away.phi,
      distance: away.radius / viewingDistance(this.camera, this.radius),
      pan: [x, y, z],
    };
  }

  /** Stand like this, at the moment last shown. */
  take({ mode, azimuth, elevation, distance, pan }: Stance): void {
    this.mode = mode;
    this.target.copy(this.focus).add(this.next.set(...pan));
    const radius = distance * viewingDistance(this.camera, this.radius);
    this.camera.position.setFromSpherical(new Spherical(radius, Math.PI / 2 - elevation, azimuth));
    this.camera.position.add(this.target);
    this.apply();
  }

  /** Where the mode itself would stand now. */
  own(): Stance {
    const before = this.stance();
    this.reset();
    const own = this.stance();
    this.take(before);
    return own;
  }

  /** Keep what is watched as large in the picture when the canvas changes its shape. */
  reshape(aspect: number): void {
    const before = viewingDistance(this.camera, this.radius);
    this.camera.aspect = aspect;
    this.camera.updateProjectionMatrix();
    this.radius = this.track?.radiusAt(this.seconds, aspect) ?? this.radius;
    this.zoom(viewingDistance(this.camera, this.radius) / before);
    this.apply();
  }

  /** Go along with the creature to a moment; allocates nothing. */
  update(seconds: number): void {
    this.seconds = seconds;
    if (!this.track) return;
    this.track.focusAt(seconds, this.next);
    const heading = this.track.headingAt(seconds);
    if (this.mode !== "fixed") {
      this.next.sub(this.focus);
      this.target.add(this.next);
      this.camera.position.add(this.next);
      this.next.add(this.focus);
    }
    if (this.mode === "chase") this.orbit(turn(this.heading, heading));
    const radius = this.track.radiusAt(seconds, this.camera.aspect);
    if (radius !== this.radius) this.zoom(radius / this.radius);
    this.radius = radius;
    this.focus.copy(this.next);
    this.heading = heading;
    this.apply();
  }

  /** Turn the camera about the target's vertical by an angle in rad. */
  orbit(angle: number): void {
    this.camera.position.sub(this.target).applyAxisAngle(UP, angle).add(this.target);
  }

  /** Go `factor` times as far from the target. */
  private zoom(factor: number): void {
    this.camera.position.sub(this.target).multiplyScalar(factor).add(this.target);
  }

  /** Look at another point from the same side and distance. */
  private moveTo(point: Vector3): void {
    this.camera.position.sub(this.target).add(point);
    this.target.copy(point);
    this.apply();
  }

  private apply(): void {
    if (this.controls) this.controls.update();
    else this.camera.lookAt(this.target);
  }
}
