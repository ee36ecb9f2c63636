/** The way the centre of mass has taken, on the ground, whatever its shape: a ribbon that fades into the past, a dot every second. */

import {
  BufferGeometry,
  Color,
  DoubleSide,
  Float32BufferAttribute,
  Mesh,
  ShaderMaterial,
  Uniform,
} from "three";
import { durationOf } from "../api/clip";
import type { Layer } from "./layer";
import type { Pose } from "./pose";
import { heightAt } from "./terrain";
import type { Theme } from "./theme";

const HALF_WIDTH = 0.03;
const DOT_RADIUS = 0.075;
const DOT_CORNERS = 16;
/** m between points of the ribbon; a body that stands still draws no knot */
const LEAST_STEP = 0.02;
const HEIGHT = 0.012;
/** m over ground that is not level, of which the picture is a mesh */
const OVER_RELIEF = 0.03;

const VERTEX = /* glsl */ `
attribute float moment;
varying float vMoment;
void main() {
  vMoment = moment;
  gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
}`;

const FRAGMENT = /* glsl */ `
uniform vec3 colour;
uniform float now;
varying float vMoment;
void main() {
  if (vMoment > now) discard;
  gl_FragColor = vec4(colour, mix(0.12, 0.9, vMoment / max(now, 0.001)));
  #include <colorspace_fragment>
}`;

export type TrailColour = (theme: Theme) => Color;

export function trailLayer(pose: Pose, colourOf: TrailColour = (theme) => theme.trail): Layer {
  const material = new ShaderMaterial({
    vertexShader: VERTEX,
    fragmentShader: FRAGMENT,
    uniforms: { colour: new Uniform(new Color()), now: new Uniform(0) },
    transparent: true,
    depthWrite: false,
    side: DoubleSide,
  });
  const mesh = new Mesh(trailGeometry(pose), material);
  mesh.frustumCulled = false;
  mesh.renderOrder = -1;
  return {
    object: mesh,
    show: (seconds) => {
      material.uniforms.now!.value = seconds;
    },
    setTheme: (theme) => {
      material.uniforms.colour!.value.copy(colourOf(theme));
    },
    dispose: () => {
      mesh.geometry.dispose();
      material.dispose();
    },
  };
}

interface Point {
  x: number;
  z: number;
  seconds: number;
}

/** Points of the path, at least LEAST_STEP apart. */
export function pathPoints(pose: Pose): Point[] {
  const points: Point[] = [];
  for (let frame = 0; frame < pose.clip.frames; frame++) {
    const point = pointAt(pose, frame / pose.clip.hz);
    const last = points.at(-1);
    if (!last || Math.hypot(point.x - last.x, point.z - last.z) >= LEAST_STEP) points.push(point);
  }
  return points;
}

function pointAt(pose: Pose, seconds: number): Point {
  pose.at(seconds);
  return { x: pose.centre[0]!, z: pose.centre[2]!, seconds };
}

function trailGeometry(pose: Pose): BufferGeometry {
  const positions: number[] = [];
  const moments: number[] = [];
  const indices: number[] = [];
  const { terrain } = pose.clip;
  addRibbon(pathPoints(pose), positions, moments, indices);
  for (let second = 1; second <= durationOf(pose.clip); second++) {
    addDot(pointAt(pose, second), positions, moments, indices);
  }
  if (terrain) {
    for (let i = 0; i < positions.length; i += 3) {
      positions[i + 1] = OVER_RELIEF + heightAt(terrain, positions[i]!, positions[i + 2]!);
    }
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new Float32BufferAttribute(positions, 3));
  geometry.setAttribute("moment", new Float32BufferAttribute(moments, 1));
  geometry.setIndex(indices);
  return geometry;
}

function addRibbon(points: Point[], positions: number[], moments: number[], indices: number[]): void {
  points.forEach((point, i) => {
    const before = points[Math.max(i - 1, 0)]!;
    const after = points[Math.min(i + 1, points.length - 1)]!;
    const length = Math.max(Math.hypot(after.x - before.x, after.z - before.z), 1e-6);
    const acrossX = (-HALF_WIDTH * (after.z - before.z)) / length;
    const acrossZ = (HALF_WIDTH * (after.x - before.x)) / length;
    positions.push(
      point.x + acrossX,
      HEIGHT,
      point.z + acrossZ,
      point.x - acrossX,
      HEIGHT,
      point.z - acrossZ,
    );
    moments.push(point.seconds, point.seconds);
    if (i > 0) indices.push(2 * i - 2, 2 * i - 1, 2 * i, 2 * i, 2 * i - 1, 2 * i + 1);
  });
}

function addDot({ x, z, seconds }: Point, positions: number[], moments: number[], indices: number[]): void {
  const first = moments.length;
  for (let corner = 0; corner < DOT_CORNERS; corner++) {
    const angle = (2 * Math.PI * corner) / DOT_CORNERS;
    positions.push(x + DOT_RADIUS * Math.cos(angle), HEIGHT, z + DOT_RADIUS * Math.sin(angle));
    moments.push(seconds);
    if (corner > 1) indices.push(first, first + corner - 1, first + corner);
  }
}
