/** Nodes on the move: where they go while the pointer that took one of them moves. */

import { type Ray, Vector3 } from "three";
import { moveNodes } from "./body";
import type { Document } from "./document";
import type { Editor } from "./editor";
import type { Vector } from "./genome";
import { type Axis, placeAlong, placeOn, snapped, tidy, viewPlane, workPlane } from "./placing";

/** How a pointer's way is read: along an axis, in the plane of the picture, or (null) in the work plane. */
export type Guide = Axis | "view" | null;

export class Drag {
  private readonly editor: Editor;
  private readonly start: ReadonlyMap<number, Vector>;
  private readonly held: Vector3;
  private readonly act: string;
  private guide: Guide = null;
  private grip: Vector3 | null;
  /** what the moves so far amount to, where the guide changed on the way */
  private base = new Vector3();

  /** @param held the node that the pointer holds */
  constructor(editor: Editor, held: number, guide: Guide, ray: Ray, looking: Vector3) {
    this.editor = editor;
    const { nodes } = editor.genome;
    this.start = new Map(editor.selection.nodes.map((i) => [i, nodes[i]!.position]));
    this.held = new Vector3(...nodes[held]!.position);
    this.act = `drag ${performance.now()}`;
    this.guide = guide;
    this.grip = this.met(ray, looking);
  }

  /** Follow the pointer. */
  move(ray: Ray, looking: Vector3, guide: Guide): void {
    if (guide !== this.guide) this.turnTo(guide, ray, looking);
    const now = this.met(ray, looking);
    if (!now) return;
    this.grip ??= now;
    const goal = this.held.clone().add(this.base).add(now).sub(this.grip);
    const free = this.axes(looking);
    const place = goal.toArray() as unknown as Vector;
    const [x, y, z] = this.editor.snapping ? snapped(place, free) : place;
    const way = new Vector3(x, y, z).sub(this.held);
    this.editor.do((document, facts) => moveNodes(document, this.places(way), facts), this.act);
  }

  /** Put everything back. */
  cancel(): void {
    this.editor.do(
      (document: Document, facts) => moveNodes(document, this.places(new Vector3()), facts),
      this.act,
    );
    this.editor.settle();
  }

  private places(way: Vector3): ReadonlyMap<number, Vector> {
    const [dx, dy, dz] = way.toArray();
    return new Map(
      [...this.start].map(([i, [x, y, z]]) => [i, [tidy(x + dx), tidy(y + dy), tidy(z + dz)] as const]),
    );
  }

  /** Another guide goes on from where the nodes are. */
  private turnTo(guide: Guide, ray: Ray, looking: Vector3): void {
    const now = this.met(ray, looking);
    if (now && this.grip) this.base.add(now).sub(this.grip);
    this.guide = guide;
    this.grip = this.met(ray, looking);
  }

  private met(ray: Ray, looking: Vector3): Vector3 | null {
    const through = this.held.clone().add(this.base);
    if (typeof this.guide === "number") return placeAlong(ray, this.guide, through);
    return placeOn(ray, this.guide === "view" ? viewPlane(looking, through) : workPlane(looking, through));
  }

  /** The axes along which it can move: those that the others' grid would pull it off stay as they are. */
  private axes(looking: Vector3): Axis[] {
    if (typeof this.guide === "number") return [this.guide];
    if (this.guide === "view") return [0, 1, 2];
    return workPlane(looking, this.held).normal.y === 1 ? [0, 2] : [0, 1, 2];
  }
}
