/** What presses and moves on the stage do, with each tool. */

import { Vector3 } from "three";
import { addNode, connect } from "./body";
import { Drag, type Guide } from "./dragging";
import type { Editor } from "./editor";
import type { Vector } from "./genome";
import { type Hint, NO_HINT } from "./marks";
import { type Axis, placeOn, snapped, tidy, workPlane } from "./placing";
import type { EditorView } from "./view";

/** px that a pointer may move in a click */
const STILL = { mouse: 4, touch: 10 };

interface Press {
  x: number;
  y: number;
  node: number | null;
  muscle: number | null;
  handle: boolean;
  moved: boolean;
}

export class Pointer {
  /** the axis that moves keep to; null: none */
  axis: Axis | null = null;
  private readonly editor: Editor;
  private readonly view: EditorView;
  private readonly box: HTMLElement;
  private press: Press | null = null;
  private drag: Drag | null = null;
  /** with the muscle tool, the node from which one is drawn */
  private from: number | null = null;

  /** @param box shows which nodes are about to be selected */
  constructor(editor: Editor, view: EditorView, box: HTMLElement) {
    this.editor = editor;
    this.view = view;
    this.box = box;
    const { canvas } = view;
    canvas.addEventListener("pointerdown", (event) => this.down(event), { capture: true });
    canvas.addEventListener("pointermove", (event) => this.move(event));
    canvas.addEventListener("pointerup", (event) => this.up(event));
    canvas.addEventListener("pointercancel", () => this.letGo());
    canvas.addEventListener("pointerleave", () => view.setHint({ ...NO_HINT, from: this.from }));
  }

  /** Leave whatever is being done; returns whether there was something. */
  cancel(): boolean {
    const busy = this.drag !== null || this.from !== null || this.axis !== null;
    this.drag?.cancel();
    this.from = this.axis = null;
    this.letGo();
    this.view.setHint(NO_HINT);
    return busy;
  }

  /** Keep moves to an axis, or no longer. */
  keepTo(axis: Axis): void {
    this.axis = this.axis === axis ? null : axis;
    this.editor.select(this.editor.selection);
  }

  private down(event: PointerEvent): void {
    const { view } = this;
    if (event.button !== 0 || !event.isPrimary || view.showsClip) {
      this.letGo();
      return;
    }
    const handle = view.handleAt(event);
    const node = handle ? null : view.nodeAt(event);
    const muscle = handle || node !== null ? null : view.muscleAt(event);
    this.press = { x: event.clientX, y: event.clientY, node, muscle, handle, moved: false };
    const boxes = node === null && !handle && event.shiftKey && this.editor.tool === "select";
    view.controls.enabled = node === null && !handle && !boxes;
    if (!view.controls.enabled) view.canvas.setPointerCapture(event.pointerId);
    if (node !== null && this.editor.tool === "muscle") this.from ??= node;
  }

  private move(event: PointerEvent): void {
    const { press } = this;
    if (!press) {
      this.hover(event);
      return;
    }
    const still = event.pointerType === "touch" ? STILL.touch : STILL.mouse;
    press.moved ||= Math.hypot(event.clientX - press.x, event.clientY - press.y) > still;
    if (!press.moved) return;
    if (this.editor.tool === "muscle" && press.node !== null) this.hover(event);
    else if (press.node !== null || press.handle) this.dragOn(event, press);
    else if (!this.view.controls.enabled) this.drawBox(event, press);
  }

  private up(event: PointerEvent): void {
    const { press } = this;
    if (!press) return;
    if (this.editor.tool === "muscle" && this.from !== null) this.joinTo(event, press);
    else if (this.drag) this.editor.settle();
    else if (press.moved && !this.view.controls.enabled) this.selectBox(event, press);
    else if (!press.moved) this.click(event, press);
    this.letGo();
    this.hover(event);
  }

  private letGo(): void {
    this.press = this.drag = null;
    this.box.hidden = true;
    this.view.controls.enabled = true;
  }

  /** Show what a press here would be about. */
  private hover(event: PointerEvent): void {
    const { view, editor } = this;
    if ((event.pointerType === "touch" && !this.press) || view.showsClip) return;
    const node = view.nodeAt(event);
    const muscle = node === null && editor.tool !== "node" ? view.muscleAt(event) : null;
    const empty = node === null && muscle === null && !view.handleAt(event);
    const places = editor.tool === "node" || this.from !== null;
    const place = empty && places ? this.placeAt(event) : null;
    view.canvas.dataset.over = empty ? "" : "thing";
    const hint: Hint = { node, muscle, place: place && new Vector3(...place), from: this.from };
    view.setHint(hint);
  }

  private click(event: PointerEvent, { node, muscle }: Press): void {
    const { editor } = this;
    const adds = event.shiftKey || event.ctrlKey || event.metaKey;
    if (node !== null) {
      if (adds) editor.toggle("nodes", node);
      else editor.select({ nodes: [node] });
    } else if (editor.tool === "node") this.place(event);
    else if (muscle !== null) {
      if (adds) editor.toggle("muscles", muscle);
      else editor.select({ muscles: [muscle] });
    } else if (!adds) editor.select({});
  }

  /** Put a node where the pointer means. Returns whether there is one more. */
  private place(event: PointerEvent): boolean {
    const place = this.placeAt(event);
    return place !== null && this.editor.do((document, facts) => addNode(document, place, facts));
  }

  /** In the work plane through what is selected, or on the ground. */
  private placeAt(event: PointerEvent): Vector | null {
    const { editor, view } = this;
    const { nodes } = editor.genome;
    const beside = this.from ?? editor.selection.nodes.at(-1);
    const usual = editor.facts.node([0, 0, 0]).position;
    const through = new Vector3(...(beside === undefined ? usual : nodes[beside]!.position));
    const plane = workPlane(this.looking(), through);
    const met = placeOn(view.rayAt(event), plane);
    if (!met) return null;
    const level = plane.normal.y === 1;
    const place = met.toArray().map(tidy) as unknown as Vector;
    const onGrid = editor.snapping ? snapped(place, level ? [0, 2] : [0, 1, 2]) : place;
    return editor.facts.node(onGrid).position;
  }

  /** The muscle that was drawn ends on a node, or on a new one where there is none; a click waits for its second. */
  private joinTo(event: PointerEvent, press: Press): void {
    const { editor } = this;
    const from = this.from!;
    const to = this.view.nodeAt(event);
    if (to === from && !press.moved) return; // the next click says where to
    this.from = null;
    if (press.node === null && press.moved)
      this.from = from; // it only turned the camera
    else if (to !== null && to !== from) editor.do((document, facts) => connect(document, from, to, facts));
    else if (to === null && this.place(event)) {
      const made = editor.genome.nodes.length - 1;
      editor.do((document, facts) => connect(document, from, made, facts));
    }
  }

  private dragOn(event: PointerEvent, press: Press): void {
    const { editor, view } = this;
    const guide: Guide = press.handle || event.shiftKey ? 1 : (this.axis ?? (event.altKey ? "view" : null));
    if (!this.drag) {
      if (press.node !== null && !editor.selection.nodes.includes(press.node))
        editor.select({ nodes: [press.node] });
      const held = press.node ?? editor.selection.nodes[0]!;
      this.drag = new Drag(editor, held, guide, view.rayAt(event), this.looking());
    }
    this.drag.move(view.rayAt(event), this.looking(), guide);
  }

  private looking(): Vector3 {
    return this.view.camera.getWorldDirection(new Vector3());
  }

  private drawBox(event: PointerEvent, { x, y }: Press): void {
    const frame = this.view.canvas.getBoundingClientRect();
    this.box.hidden = false;
    this.box.style.left = `${Math.min(x, event.clientX) - frame.left}px`;
    this.box.style.top = `${Math.min(y, event.clientY) - frame.top}px`;
    this.box.style.width = `${Math.abs(event.clientX - x)}px`;
    this.box.style.height = `${Math.abs(event.clientY - y)}px`;
  }

  private selectBox(event: PointerEvent, { x, y }: Press): void {
    const { editor, view } = this;
    const frame = view.canvas.getBoundingClientRect();
    const within = (value: number, a: number, b: number): boolean =>
      value >= Math.min(a, b) && value <= Math.max(a, b);
    const inside = editor.genome.nodes.flatMap(({ position }, i) => {
      const place = new Vector3(...position).project(view.camera);
      const px = frame.left + ((place.x + 1) / 2) * frame.width;
      const py = frame.top + ((1 - place.y) / 2) * frame.height;
      return within(px, x, event.clientX) && within(py, y, event.clientY) ? [i] : [];
    });
    editor.select({ ...editor.selection, nodes: [...editor.selection.nodes, ...inside] });
  }
}
