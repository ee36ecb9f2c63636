/** The ground: metre lines drawn by a shader, fading into the sky, with shadows and metre labels on it. */

import {
  type BufferGeometry,
  Color,
  Group,
  Mesh,
  PlaneGeometry,
  ShaderMaterial,
  ShadowMaterial,
  Uniform,
  Vector2,
} from "three";
import { FlatText } from "./labels";
import { heightAt, type Relief } from "./terrain";
import type { Theme } from "./theme";

const LABEL_EVERY = 5;
const LABEL_HEIGHT = 0.42;
/** of the side of the level ground, in reaches; beyond it nothing is to be seen */
const SIDE = 4.6;
/** of what is drawn of other ground to each side, in reaches */
const RELIEF = 1.7;
/** m between vertices of waves: finer, and where a processor draws */
const CELL = 0.25;
const FRUGAL_CELL = 0.4;

const VERTEX = /* glsl */ `
varying vec2 place;
varying vec3 up;
void main() {
  vec4 world = modelMatrix * vec4(position, 1.0);
  place = world.xz;
  up = normal;
  gl_Position = projectionMatrix * viewMatrix * world;
}`;

const FRAGMENT = /* glsl */ `
uniform vec3 ground;
uniform vec3 grid;
uniform vec3 major;
uniform vec2 focus;
uniform float reach;
uniform float gridStrength;
varying vec2 place;
varying vec3 up;

/** Slopes towards the light are lighter, those away from it darker, steep ones nearer to the lines' colour. */
const vec3 LIGHT = vec3(-0.306, 0.862, 0.402);

float lines(vec2 at, float width) {
  vec2 pixel = max(fwidth(at), 1e-4);
  vec2 near = abs(fract(at - 0.5) - 0.5) / pixel;
  vec2 line = clamp(width * 0.5 + 0.5 - near, 0.0, 1.0) * clamp(1.0 - 1.6 * pixel, 0.0, 1.0);
  return max(line.x, line.y);
}

void main() {
  float away = length(place - focus) / reach;
  float floorAlpha = exp(-1.1 * away * away);
  float lineAlpha = exp(-0.85 * away * away) * gridStrength;
  float fine = lines(place, 1.1) * lineAlpha;
  float coarse = lines(place / 5.0, 1.4) * lineAlpha;
  float shade = 1.0 + 0.75 * (dot(normalize(up), LIGHT) - LIGHT.y);
  float steep = min(0.6, 1.3 * (1.0 - normalize(up).y));
  vec3 colour = mix(mix(mix(ground * shade, grid, steep), grid, fine), major, coarse);
  float dither = (fract(sin(dot(gl_FragCoord.xy, vec2(12.9898, 78.233))) * 43758.5453) - 0.5) / 255.0;
  gl_FragColor = vec4(colour, max(floorAlpha, max(fine, coarse)) + dither);
  #include <colorspace_fragment>
}`;

export class Ground {
  readonly object = new Group();
  private readonly plane: Mesh<BufferGeometry, ShaderMaterial>;
  private readonly shadows: Mesh<BufferGeometry, ShadowMaterial>;
  private readonly labels: FlatText[] = [];
  private readonly reach: number;
  private readonly cell: number;
  private column = Number.NaN;
  private row = Number.NaN;
  private readonly level: BufferGeometry;
  private relief: Relief | null = null;
  private widened = 1;

  /**
   * @param labels to each side of the middle one; null: none at all
   * @param frugal for a processor that draws
   */
  constructor(reach: number, labels: number | null, frugal: boolean) {
    this.reach = reach;
    this.cell = frugal ? FRUGAL_CELL : CELL;
    this.level = new PlaneGeometry(SIDE * reach, SIDE * reach).rotateX(-Math.PI / 2);
    this.plane = new Mesh(this.level, groundMaterial(reach));
    this.plane.renderOrder = -4;
    this.shadows = new Mesh(this.level, new ShadowMaterial({ depthWrite: false }));
    this.shadows.renderOrder = -3;
    this.shadows.receiveShadow = true;
    this.object.add(this.plane, this.shadows);
    if (labels !== null) for (let i = -labels; i <= labels; i++) this.addLabel();
  }

  setTheme(theme: Theme): void {
    const { uniforms } = this.plane.material;
    uniforms.ground!.value.copy(theme.ground);
    uniforms.grid!.value.copy(theme.grid);
    uniforms.major!.value.copy(theme.gridMajor);
    this.shadows.material.opacity = theme.dark ? 0.55 : 0.26;
    for (const label of this.labels) label.setColour(theme.label);
  }

  showGrid(visible: boolean): void {
    this.plane.material.uniforms.gridStrength!.value = visible ? 1 : 0;
    for (const label of this.labels) label.mesh.visible = visible;
  }

  /** Level (null), or of this shape. */
  setRelief(relief: Relief | null): void {
    if (relief === this.relief) return;
    this.relief = relief;
    const { material } = this.plane;
    material.depthWrite = material.polygonOffset = relief !== null; // hills hide what lies behind them
    this.column = Number.NaN;
  }

  /** m */
  heightAt(x: number, z: number): number {
    return this.relief ? heightAt(this.relief.terrain, x, z) : 0;
  }

  /** Reach `factor` times as far as at first. */
  widen(factor: number): void {
    this.widened = factor;
    this.plane.material.uniforms.reach!.value = factor * this.reach;
  }

  /** Keep ground and labels round a place; the lines themselves stay where they are in the world. */
  setFocus(x: number, z: number): void {
    const reach = RELIEF * this.widened * this.reach;
    if (this.relief) this.put(this.relief.round(x, z, reach, this.cell), 0, 0, 1);
    else this.put(this.level, x, z, this.widened);
    this.plane.material.uniforms.focus!.value.set(x, z);
    const column = Math.round(x / LABEL_EVERY);
    const row = Math.round(z / LABEL_EVERY);
    if (column !== this.column || row !== this.row) this.placeLabels(column, row);
  }

  /** Turn labels by quarters so that they can be read from a camera at this azimuth (rad from +z towards +x). */
  faceLabels(azimuth: number): void {
    const quarter = (Math.round((2 * azimuth) / Math.PI) * Math.PI) / 2;
    for (const { mesh } of this.labels) mesh.rotation.y = quarter;
  }

  private put(geometry: BufferGeometry, x: number, z: number, scale: number): void {
    for (const mesh of [this.plane, this.shadows]) {
      mesh.geometry = geometry;
      mesh.position.set(x, 0, z);
      mesh.scale.setScalar(scale);
    }
  }

  dispose(): void {
    this.level.dispose();
    this.plane.material.dispose();
    this.shadows.material.dispose();
    for (const label of this.labels) label.dispose();
  }

  /** Label the 5 m lines of x beside the nearest 5 m line of z. */
  private placeLabels(column: number, row: number): void {
    this.column = column;
    this.row = row;
    this.labels.forEach((label, i) => {
      const metres = LABEL_EVERY * (column + i - (this.labels.length - 1) / 2);
      label.setText(`${String(metres).replace("-", "−")} m`);
      const z = LABEL_EVERY * row + LABEL_HEIGHT;
      label.mesh.position.set(metres, this.heightUnder(metres, z), z);
    });
  }

  /** The highest ground under a label. */
  private heightUnder(x: number, z: number): number {
    if (!this.relief) return 0;
    const places = [-2, -1, 0, 1, 2].flatMap((i) => [-1, 0, 1].map((j) => [i, j] as const));
    return (
      Math.max(...places.map(([i, j]) => this.heightAt(x + i * LABEL_HEIGHT, z + j * LABEL_HEIGHT))) + 0.02
    );
  }

  private addLabel(): void {
    const label = new FlatText(LABEL_HEIGHT);
    this.labels.push(label);
    this.object.add(label.mesh);
  }
}

function groundMaterial(reach: number): ShaderMaterial {
  return new ShaderMaterial({
    vertexShader: VERTEX,
    fragmentShader: FRAGMENT,
    transparent: true,
    depthWrite: false,
    polygonOffsetFactor: 1,
    polygonOffsetUnits: 4,
    uniforms: {
      ground: new Uniform(new Color()),
      grid: new Uniform(new Color()),
      major: new Uniform(new Color()),
      focus: new Uniform(new Vector2()),
      reach: new Uniform(reach),
      gridStrength: new Uniform(1),
    },
  });
}
