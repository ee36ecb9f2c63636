/** The nodes of any number of creatures as one instanced mesh of spheres. */

import { Color, InstancedBufferAttribute, InstancedMesh, MeshStandardMaterial, SphereGeometry } from "three";
import { grip } from "./appearance";
import type { Layer } from "./layer";
import type { Pose } from "./pose";
import type { Theme } from "./theme";

/** Colour of a whole creature in a race; null: each node by its friction. */
export type Tint = (creature: number, theme: Theme) => Color | null;

/** Slippery nodes look glossy. */
export function roughness(friction: number): number {
  return 0.18 + 0.77 * friction;
}

export function nodeLayer(poses: Pose[], tint: Tint, segments = 32): Layer {
  const clips = poses.map((pose) => pose.clip);
  const count = clips.reduce((sum, clip) => sum + clip.nodes, 0);
  const geometry = new SphereGeometry(1, segments, Math.round(segments * 0.7));
  const rough = clips.flatMap((clip) => Array.from(clip.friction, roughness));
  geometry.setAttribute("rough", new InstancedBufferAttribute(new Float32Array(rough), 1));
  const mesh = new InstancedMesh(geometry, nodeMaterial(), count);
  mesh.castShadow = mesh.receiveShadow = true;
  mesh.frustumCulled = false;
  scaleToRadii(mesh, poses);
  return {
    object: mesh,
    show: () => placeNodes(mesh, poses),
    setTheme: (theme) => paintNodes(mesh, poses, tint, theme),
    dispose: () => {
      geometry.dispose();
      mesh.material.dispose();
      mesh.dispose();
    },
  };
}

function scaleToRadii(mesh: InstancedMesh, poses: Pose[]): void {
  const matrix = mesh.instanceMatrix.array;
  let at = 0;
  for (const { clip } of poses) {
    for (const radius of clip.radius) {
      matrix[at] = matrix[at + 5] = matrix[at + 10] = radius;
      matrix[at + 15] = 1;
      at += 16;
    }
  }
}

function placeNodes(mesh: InstancedMesh, poses: Pose[]): void {
  const matrix = mesh.instanceMatrix.array;
  let at = 12;
  for (const { nodes } of poses) {
    for (let i = 0; i < nodes.length; i += 3) {
      matrix[at] = nodes[i]!;
      matrix[at + 1] = nodes[i + 1]!;
      matrix[at + 2] = nodes[i + 2]!;
      at += 16;
    }
  }
  mesh.instanceMatrix.needsUpdate = true;
}

function paintNodes(mesh: InstancedMesh, poses: Pose[], tint: Tint, theme: Theme): void {
  mesh.instanceColor ??= new InstancedBufferAttribute(new Float32Array(3 * mesh.count), 3);
  const colours = mesh.instanceColor.array;
  let at = 0;
  poses.forEach(({ clip }, creature) => {
    const whole = tint(creature, theme);
    for (const friction of clip.friction) {
      if (whole) whole.toArray(colours, at);
      else theme.friction.write(grip(friction), colours, at);
      at += 3;
    }
  });
  mesh.instanceColor.needsUpdate = true;
}

/** A standard material whose roughness is an attribute of each instance. */
function nodeMaterial(): MeshStandardMaterial {
  const material = new MeshStandardMaterial({ color: new Color(0xffffff) });
  material.onBeforeCompile = (shader) => {
    shader.vertexShader = shader.vertexShader
      .replace("#include <common>", "#include <common>\nattribute float rough;\nvarying float vRough;")
      .replace("#include <begin_vertex>", "#include <begin_vertex>\nvRough = rough;");
    shader.fragmentShader = shader.fragmentShader
      .replace("#include <common>", "#include <common>\nvarying float vRough;")
      .replace("#include <roughnessmap_fragment>", "float roughnessFactor = vRough;");
  };
  return material;
}
