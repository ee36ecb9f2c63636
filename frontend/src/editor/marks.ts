/** What the editor draws round the body: outlines of what is selected, the handle, what is about to be placed. */

import {
  BackSide,
  BufferGeometry,
  Color,
  ConeGeometry,
  CylinderGeometry,
  Float32BufferAttribute,
  Group,
  InstancedMesh,
  LineBasicMaterial,
  LineSegments,
  Matrix4,
  Mesh,
  MeshBasicMaterial,
  SphereGeometry,
  Vector3,
} from "three";
import { belly } from "../viewer/appearance";
import { writeSpindle } from "../viewer/muscles";
import type { Pose } from "../viewer/pose";
import { spindleGeometry } from "../viewer/spindle";
import type { Theme } from "../viewer/theme";
import type { Selection } from "./document";

/** m, the width of an outline */
const OUTLINE = 0.022;
/** m over the topmost selected node; the handle's length; both for a camera 8 m away */
const HANDLE_GAP = 0.12;
export const HANDLE_LENGTH = 0.55;
const HANDLE_FROM = 8;

/** What the pointer is on or about to make. */
export interface Hint {
  node: number | null;
  muscle: number | null;
  /** where a node would be placed, m */
  place: Vector3 | null;
  /** the node from which a muscle is being drawn */
  from: number | null;
}

export const NO_HINT: Hint = { node: null, muscle: null, place: null, from: null };

export class Marks {
  readonly object = new Group();
  readonly handle = new Group();
  private readonly nodes: InstancedMesh;
  private readonly muscles: InstancedMesh;
  private readonly ghost = new Mesh(
    new SphereGeometry(1, 24, 16),
    new MeshBasicMaterial({ transparent: true, opacity: 0.45 }),
  );
  private readonly lines: LineSegments<BufferGeometry, LineBasicMaterial>;
  private readonly accent = new Color();
  private readonly grey = new Color();
  private readonly ghostRadius: number;

  constructor(mostNodes: number, mostMuscles: number, ghostRadius: number) {
    this.ghostRadius = ghostRadius;
    const outline = (): MeshBasicMaterial => new MeshBasicMaterial({ side: BackSide, toneMapped: false });
    this.nodes = new InstancedMesh(new SphereGeometry(1, 24, 16), outline(), mostNodes);
    this.muscles = new InstancedMesh(spindleGeometry(12), outline(), mostMuscles);
    const geometry = new BufferGeometry();
    geometry.setAttribute("position", new Float32BufferAttribute(new Float32Array(6 * (mostNodes + 3)), 3));
    this.lines = new LineSegments(geometry, new LineBasicMaterial({ toneMapped: false }));
    for (const mesh of [this.nodes, this.muscles, this.lines]) mesh.frustumCulled = false;
    this.handle.add(shaft(), tip());
    this.object.add(this.nodes, this.muscles, this.ghost, this.lines, this.handle, ahead());
  }

  setTheme({ accent, label }: Theme): void {
    this.accent.copy(accent);
    this.grey.copy(label);
    this.object.traverse((object) => {
      const material = (object as Mesh<BufferGeometry, MeshBasicMaterial>).material;
      if (material && object !== this.nodes && object !== this.muscles) material.color.copy(accent);
    });
  }

  /** Draw what is selected and hinted at of a body. */
  show(pose: Pose, selection: Selection, hint: Hint, camera: Vector3): void {
    this.outlineNodes(pose, selection, hint);
    this.outlineMuscles(pose, selection, hint);
    this.ghost.visible = hint.place !== null;
    if (hint.place) {
      this.ghost.position.copy(hint.place);
      this.ghost.scale.setScalar(this.ghostRadius);
    }
    this.drawLines(pose, selection, hint);
    this.placeHandle(pose, selection, camera);
  }

  dispose(): void {
    this.object.traverse((object) => {
      const { geometry, material } = object as Mesh<BufferGeometry, MeshBasicMaterial>;
      geometry?.dispose();
      material?.dispose();
    });
    this.nodes.dispose();
    this.muscles.dispose();
  }

  private outlineNodes(pose: Pose, selection: Selection, hint: Hint): void {
    const hovered = [hint.node, hint.from].filter((node) => node !== null && !selection.nodes.includes(node));
    let count = 0;
    for (const node of [...selection.nodes, ...(hovered as number[])]) {
      const radius = pose.clip.radius[node]! + OUTLINE;
      matrix.makeScale(radius, radius, radius).setPosition(at(pose, node));
      this.nodes.setMatrixAt(count, matrix);
      this.nodes.setColorAt(
        count++,
        count <= selection.nodes.length || node === hint.from ? this.accent : this.grey,
      );
    }
    finish(this.nodes, count);
  }

  private outlineMuscles(pose: Pose, selection: Selection, hint: Hint): void {
    const hovered = hint.muscle !== null && !selection.muscles.includes(hint.muscle) ? [hint.muscle] : [];
    let count = 0;
    for (const muscle of [...selection.muscles, ...hovered]) {
      writeSpindle(matrix.elements, 0, pose, muscle);
      const wider = 1 + OUTLINE / belly(pose.clip.stiffness[muscle]!);
      this.muscles.setMatrixAt(count, matrix.multiply(swell.makeScale(wider, 1, wider)));
      this.muscles.setColorAt(count++, count <= selection.muscles.length ? this.accent : this.grey);
    }
    finish(this.muscles, count);
  }

  /** From what is selected, or about to be placed, straight down to the ground; and along a muscle being drawn. */
  private drawLines(pose: Pose, selection: Selection, { place, from }: Hint): void {
    const positions = this.lines.geometry.getAttribute("position") as Float32BufferAttribute;
    let count = 0;
    const line = (a: Vector3, b: Vector3): void => {
      positions.setXYZ(count++, a.x, a.y, a.z);
      positions.setXYZ(count++, b.x, b.y, b.z);
    };
    const down = (a: Vector3): void => line(a, new Vector3(a.x, 0.005, a.z));
    for (const node of selection.nodes) down(at(pose, node));
    if (place) down(place);
    if (place && from !== null) line(at(pose, from), place);
    positions.needsUpdate = true;
    this.lines.geometry.setDrawRange(0, count);
  }

  private placeHandle(pose: Pose, { nodes }: Selection, camera: Vector3): void {
    this.handle.visible = nodes.length > 0;
    if (!nodes.length) return;
    const middle = new Vector3();
    let top = 0;
    for (const node of nodes) {
      middle.add(at(pose, node));
      top = Math.max(top, at(pose, node).y + pose.clip.radius[node]!);
    }
    middle.divideScalar(nodes.length);
    const scale = Math.max(camera.distanceTo(middle) / HANDLE_FROM, 0.2);
    this.handle.position.set(middle.x, top + HANDLE_GAP * scale, middle.z);
    this.handle.scale.setScalar(scale);
  }
}

const matrix = new Matrix4();
const swell = new Matrix4();

export function at({ nodes }: Pose, node: number): Vector3 {
  return new Vector3().fromArray(nodes, 3 * node);
}

function finish(mesh: InstancedMesh, count: number): void {
  mesh.count = count;
  mesh.instanceMatrix.needsUpdate = true;
  if (mesh.instanceColor) mesh.instanceColor.needsUpdate = true;
}

/** The handle is seen through the body, so that it can always be taken. */
function handleMaterial(): MeshBasicMaterial {
  return new MeshBasicMaterial({ toneMapped: false, depthTest: false, transparent: true });
}

function shaft(): Mesh {
  const mesh = new Mesh(new CylinderGeometry(0.016, 0.016, HANDLE_LENGTH, 10), handleMaterial());
  mesh.position.y = HANDLE_LENGTH / 2;
  mesh.renderOrder = 10;
  return mesh;
}

function tip(): Mesh {
  const mesh = new Mesh(new ConeGeometry(0.065, 0.16, 16), handleMaterial());
  mesh.position.y = HANDLE_LENGTH;
  mesh.renderOrder = 10;
  return mesh;
}

/** On the ground: the mid-plane of the mirror, with a tip towards +x, the way ahead. */
function ahead(): Mesh {
  const geometry = new BufferGeometry();
  const outline = [
    [-1.5, 0.008],
    [1.5, 0.008],
    [1.5, -0.008],
    [-1.5, -0.008],
    [1.5, 0.07],
    [1.72, 0],
    [1.5, -0.07],
  ];
  const positions = outline.flatMap(([x, z]) => [x!, 0.008, z!]);
  geometry.setAttribute("position", new Float32BufferAttribute(positions, 3));
  geometry.setIndex([0, 1, 2, 0, 2, 3, 4, 5, 6]);
  return new Mesh(geometry, new MeshBasicMaterial({ toneMapped: false, transparent: true, opacity: 0.6 }));
}
