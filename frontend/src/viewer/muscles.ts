/** The muscles of any number of creatures as one instanced mesh of spindles, and the one that is hovered. */

import {
  Color,
  Group,
  InstancedBufferAttribute,
  InstancedMesh,
  Matrix4,
  Mesh,
  MeshStandardMaterial,
} from "three";
import { belly, bulge, contraction, INSET } from "./appearance";
import type { Layer } from "./layer";
import type { Tint } from "./nodes";
import type { Pose } from "./pose";
import { spindleGeometry } from "./spindle";
import type { Theme } from "./theme";

const RACE_LIGHTER = 0.38;
const WHITE = new Color(0xffffff);

export interface MuscleLayer extends Layer {
  /** Light one muscle of the first creature up; null: none. */
  highlight(muscle: number | null): void;
  /** Colour the first creature's muscles by a share 0..1 of each, low to high; null: by what they do now. */
  colourBy(shares: ArrayLike<number> | null): void;
}

export function muscleLayer(poses: Pose[], tint: Tint, theme: Theme, along = 22): MuscleLayer {
  const count = poses.reduce((sum, pose) => sum + pose.clip.muscles, 0);
  const geometry = spindleGeometry(along);
  const material = new MeshStandardMaterial({ roughness: 0.62, vertexColors: true });
  const mesh = new InstancedMesh(geometry, material, count);
  mesh.instanceColor = new InstancedBufferAttribute(new Float32Array(3 * count), 3);
  mesh.castShadow = mesh.receiveShadow = true;
  mesh.frustumCulled = false;
  const lit = new Mesh(geometry, new MeshStandardMaterial({ roughness: 0.62, emissiveIntensity: 0.55 }));
  lit.matrixAutoUpdate = false;
  lit.visible = false;
  const object = new Group();
  object.add(mesh, lit);
  const state: State = { mesh, lit, highlighted: null, shares: null, theme, tints: [] };
  return {
    object,
    show: () => placeMuscles(state, poses),
    setTheme: (next) => {
      state.theme = next;
      state.tints = poses.map((_, creature) => tint(creature, next)?.lerp(WHITE, RACE_LIGHTER) ?? null);
      lit.material.emissive.copy(next.accent);
    },
    highlight: (muscle) => {
      state.highlighted = muscle;
      lit.visible = muscle !== null;
    },
    colourBy: (shares) => {
      state.shares = shares;
    },
    dispose: () => {
      geometry.dispose();
      material.dispose();
      lit.material.dispose();
      mesh.dispose();
    },
  };
}

interface State {
  mesh: InstancedMesh;
  lit: Mesh<ReturnType<typeof spindleGeometry>, MeshStandardMaterial>;
  highlighted: number | null;
  shares: ArrayLike<number> | null;
  theme: Theme;
  tints: (Color | null)[];
}

function placeMuscles(state: State, poses: Pose[]): void {
  const { mesh, theme, shares } = state;
  const colours = mesh.instanceColor!.array;
  let instance = 0;
  for (let creature = 0; creature < poses.length; creature++) {
    const pose = poses[creature]!;
    const { clip } = pose;
    const tint = state.tints[creature];
    for (let muscle = 0; muscle < clip.muscles; muscle++) {
      const length = pose.lengths[muscle]!;
      const rest = clip.restLength[muscle]!;
      writeSpindle(mesh.instanceMatrix.array, 16 * instance, pose, muscle);
      if (tint) tint.toArray(colours, 3 * instance);
      else if (shares) theme.amount.write(shares[muscle]!, colours, 3 * instance);
      else theme.length.write(contraction(length, rest), colours, 3 * instance);
      instance++;
    }
  }
  mesh.instanceMatrix.needsUpdate = true;
  mesh.instanceColor!.needsUpdate = true;
  if (state.highlighted !== null) placeHighlight(state, state.highlighted);
}

const swell = new Matrix4().makeScale(1.06, 1, 1.06);

function placeHighlight({ mesh, lit }: State, muscle: number): void {
  mesh.getMatrixAt(muscle, lit.matrix);
  lit.matrix.multiply(swell);
  lit.matrixWorldNeedsUpdate = true;
  mesh.getColorAt(muscle, lit.material.color);
}

/**
 * Write the matrix that lays a spindle from node to node: its y axis along the muscle, its x and z axes across.
 * @param at index of the matrix's first element
 */
export function writeSpindle(
  matrix: ArrayLike<number> & { [i: number]: number },
  at: number,
  pose: Pose,
  muscle: number,
): void {
  const { clip, nodes } = pose;
  const length = pose.lengths[muscle]!;
  const first = clip.ends[2 * muscle]!;
  const second = clip.ends[2 * muscle + 1]!;
  const a = 3 * first;
  const b = 3 * second;
  const near = Math.max(length, 1e-6);
  const ux = (nodes[b]! - nodes[a]!) / near;
  const uy = (nodes[b + 1]! - nodes[a + 1]!) / near;
  const uz = (nodes[b + 2]! - nodes[a + 2]!) / near;
  const start = Math.min(INSET * clip.radius[first]!, 0.45 * near);
  const end = Math.min(INSET * clip.radius[second]!, 0.45 * near);
  const span = near - start - end;
  const thick = belly(clip.stiffness[muscle]!) * bulge(length, clip.restLength[muscle]!);
  // Across: perpendicular to u in the plane of u and the vertical, or of u and x where u is nearly vertical.
  const flat = Math.sqrt(ux * ux + uz * uz);
  const steep = flat < 1e-4;
  const px = steep ? 1 : -uz / flat;
  const pz = steep ? 0 : ux / flat;
  matrix[at] = px * thick;
  matrix[at + 1] = 0;
  matrix[at + 2] = pz * thick;
  matrix[at + 3] = 0;
  matrix[at + 4] = ux * span;
  matrix[at + 5] = uy * span;
  matrix[at + 6] = uz * span;
  matrix[at + 7] = 0;
  // z = x × y
  matrix[at + 8] = -pz * uy * thick;
  matrix[at + 9] = (pz * ux - px * uz) * thick;
  matrix[at + 10] = px * uy * thick;
  matrix[at + 11] = 0;
  matrix[at + 12] = nodes[a]! + ux * start;
  matrix[at + 13] = nodes[a + 1]! + uy * start;
  matrix[at + 14] = nodes[a + 2]! + uz * start;
  matrix[at + 15] = 1;
}
