/** A replay as a glTF animation, for other viewers and for films made elsewhere: metres, y up, a key for every frame. */

import { type BufferGeometry, type Color, SphereGeometry } from "three";
import type { Clip, Target } from "../api/clip";
import { grip, stiffShare } from "../viewer/appearance";
import { roughness } from "../viewer/nodes";
import { spindleGeometry } from "../viewer/spindle";
import { reliefGeometry } from "../viewer/terrain";
import type { Theme } from "../viewer/theme";
import { GltfBuffer } from "./glb";
import { nodeTracks, spindleTracks } from "./spindle-tracks";

const MUSCLE_ROUGHNESS = 0.62;
const PELLET_ROUGHNESS = 0.45;
const PELLET_RADIUS = 0.16;
/** m of ground beyond where the creature went, and between two of its vertices */
const GROUND_BEYOND = 4;
const GROUND_CELL = 0.2;

type Looks = Pick<Theme, "friction" | "ordered" | "pellet" | "ground">;
type Path = "translation" | "rotation" | "scale";

/** The file. @param title what the scene is called; @param facts what it says of itself beside the picture */
export function creatureGlb(
  clip: Clip,
  looks: Looks,
  title: string,
  facts: Record<string, unknown>,
): Uint8Array<ArrayBuffer> {
  const scene = new SceneWriter(clip);
  addNodes(scene, clip, looks);
  addMuscles(scene, clip, looks);
  if (clip.targets.length > 0) addPellets(scene, clip, looks);
  if (clip.terrain) addGround(scene, clip, looks);
  return scene.file(title, facts);
}

function addNodes(scene: SceneWriter, clip: Clip, { friction }: Looks): void {
  const sphere = scene.shape(new SphereGeometry(1, 32, 22));
  nodeTracks(clip).forEach((track, node) => {
    const rub = clip.friction[node]!;
    const mesh = scene.mesh(sphere, friction.colour(grip(rub)), roughness(rub));
    const radius = clip.radius[node]!;
    const index = scene.node(`node ${node}`, mesh, { scale: [radius, radius, radius] });
    scene.animate(index, "translation", track);
  });
}

function addMuscles(scene: SceneWriter, clip: Clip, { ordered }: Looks): void {
  const spindle = scene.shape(spindleGeometry());
  spindleTracks(clip).forEach(({ translation, rotation, scale }, muscle) => {
    const colour = ordered.colour(stiffShare(clip.stiffness[muscle]!));
    const index = scene.node(`muscle ${muscle}`, scene.mesh(spindle, colour, MUSCLE_ROUGHNESS));
    scene.animate(index, "translation", translation);
    scene.animate(index, "rotation", rotation);
    scene.animate(index, "scale", scale);
  });
}

function addPellets(scene: SceneWriter, clip: Clip, { pellet }: Looks): void {
  const mesh = scene.mesh(scene.shape(new SphereGeometry(PELLET_RADIUS, 28, 20)), pellet, PELLET_ROUGHNESS);
  clip.targets.forEach((target, i) => {
    const index = scene.node(`pellet ${i + 1}`, mesh, { translation: target.position });
    const { times, sizes } = presence(target, clip);
    scene.animate(index, "scale", sizes, times);
  });
}

/** When a pellet is there: its size is 1 from when it is put up until it is reached, and 0 else. */
function presence({ appeared, reached }: Target, clip: Clip): { times: Float32Array; sizes: Float32Array } {
  const sizes = new Map([[0, 0]]);
  sizes.set(appeared / clip.hz, 1);
  if (reached !== null) sizes.set(reached / clip.hz, 0);
  const times = Float32Array.from(sizes.keys());
  return { times, sizes: Float32Array.from([...sizes.values()].flatMap((size) => [size, size, size])) };
}

function addGround(scene: SceneWriter, { terrain, centre }: Clip, { ground }: Looks): void {
  const [x, z] = [extent(centre, 0), extent(centre, 2)];
  const reach = Math.max(x.half, z.half) + GROUND_BEYOND;
  const part = { x: x.middle, z: z.middle, reach, cell: Math.max(GROUND_CELL, reach / 100) };
  const shape = scene.shape(reliefGeometry(terrain!, part));
  scene.node("ground", scene.mesh(shape, ground, 1));
}

function extent(centre: Float32Array, axis: number): { middle: number; half: number } {
  let [low, high] = [Infinity, -Infinity];
  for (let i = axis; i < centre.length; i += 3) {
    low = Math.min(low, centre[i]!);
    high = Math.max(high, centre[i]!);
  }
  return { middle: (low + high) / 2, half: (high - low) / 2 };
}

interface Shape {
  attributes: Record<string, number>;
  indices: number;
}

/** Collects the parts of one scene and one animation. */
class SceneWriter {
  private readonly buffer = new GltfBuffer();
  private readonly materials: object[] = [];
  private readonly meshes: object[] = [];
  private readonly nodes: object[] = [];
  private readonly samplers: object[] = [];
  private readonly channels: object[] = [];
  /** accessor of every frame's time */
  private readonly everyFrame: number;

  constructor(clip: Clip) {
    this.everyFrame = this.buffer.add(
      Float32Array.from({ length: clip.frames }, (_, frame) => frame / clip.hz),
      "SCALAR",
    );
  }

  /** A geometry in the buffer, for any number of meshes. */
  shape(geometry: BufferGeometry): Shape {
    const floats = (name: string): number =>
      this.buffer.add(Float32Array.from(geometry.getAttribute(name).array), "VEC3");
    const attributes: Record<string, number> = { POSITION: floats("position"), NORMAL: floats("normal") };
    if (geometry.hasAttribute("color")) attributes.COLOR_0 = floats("color");
    const indices = this.buffer.add(Uint32Array.from(geometry.getIndex()!.array), "SCALAR");
    geometry.dispose();
    return { attributes, indices };
  }

  mesh(shape: Shape, colour: Color, roughnessFactor: number): number {
    const baseColorFactor = [...colour.toArray(), 1];
    const material =
      this.materials.push({ pbrMetallicRoughness: { baseColorFactor, metallicFactor: 0, roughnessFactor } }) -
      1;
    return this.meshes.push({ primitives: [{ ...shape, material }] }) - 1;
  }

  node(name: string, mesh: number, place: object = {}): number {
    return this.nodes.push({ name, mesh, ...place }) - 1;
  }

  /** @param times s, where they are not every frame's: then a value holds until the next */
  animate(node: number, path: Path, values: Float32Array, times?: Float32Array): void {
    const input = times ? this.buffer.add(times, "SCALAR") : this.everyFrame;
    const output = this.buffer.add(values, path === "rotation" ? "VEC4" : "VEC3");
    const sampler = this.samplers.push({ input, output, interpolation: times ? "STEP" : "LINEAR" }) - 1;
    this.channels.push({ sampler, target: { node, path } });
  }

  file(title: string, facts: Record<string, unknown>): Uint8Array<ArrayBuffer> {
    return this.buffer.file({
      scene: 0,
      scenes: [{ name: title, nodes: this.nodes.map((_, i) => i), extras: facts }],
      nodes: this.nodes,
      meshes: this.meshes,
      materials: this.materials,
      animations: [
        {
          name: title,
          samplers: this.samplers,
          channels: this.channels,
        },
      ],
    });
  }
}
