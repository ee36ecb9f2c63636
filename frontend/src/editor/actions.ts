/** What buttons and keys do alike. */

import { connectSelected, moveNodes, removeSelected } from "./body";
import { duplicate, mirror, part, paste } from "./copies";
import { NOTHING } from "./document";
import type { Editor, Tool } from "./editor";
import type { Genome, Vector } from "./genome";
import { genomeOf } from "./pasted";
import { type Axis, GRID, tidy } from "./placing";
import type { Pointer } from "./pointer";
import type { EditorView } from "./view";

/** m that an arrow key moves without the grid */
const FINE = 0.01;

export class Actions {
  /** rad by which mirrored muscles begin later than their originals */
  mirrorShift = Math.PI;
  private readonly editor: Editor;
  private readonly view: EditorView;
  private readonly pointer: Pointer;

  constructor(editor: Editor, view: EditorView, pointer: Pointer) {
    this.editor = editor;
    this.view = view;
    this.pointer = pointer;
  }

  tool(tool: Tool): void {
    this.pointer.cancel();
    this.editor.setTool(tool);
  }

  connect(): void {
    this.editor.do(connectSelected);
  }

  duplicate(): void {
    this.editor.do(duplicate);
  }

  mirror(): void {
    this.editor.do((document, facts) => mirror(document, this.mirrorShift, facts));
  }

  remove(): void {
    this.editor.do(removeSelected);
  }

  frame(): void {
    this.view.frame(this.editor.genome);
  }

  snap(): void {
    this.editor.setSnapping(!this.editor.snapping);
  }

  keepTo(axis: Axis): void {
    this.pointer.keepTo(axis);
  }

  /** Leave what is being done, then what is selected. */
  escape(): void {
    if (!this.pointer.cancel()) this.editor.select(NOTHING);
    else this.editor.select(this.editor.selection);
  }

  /** The selected nodes as genome JSON; the whole genome where nothing or everything is selected. */
  copied(): string {
    const { genome, selection } = this.editor;
    const whole = selection.nodes.length === 0 || selection.nodes.length === genome.nodes.length;
    return JSON.stringify(whole ? genome : part(genome, selection.nodes), null, 1);
  }

  /** Add what was pasted. @throws nothing: what is no genome is refused in words */
  paste(text: string): void {
    this.editor.do((document, facts) => paste(document, genomeOf(text), facts));
  }

  /** Begin anew with another body. */
  begin(genome: Genome): void {
    if (this.editor.do(() => ({ genome, selection: NOTHING }))) this.editor.setTool("select");
    this.frame();
  }

  /** Move the selected nodes a step of the grid: to the right, up or away as the camera sees it. */
  nudge(right: number, up: number, away: number): void {
    const { editor } = this;
    const { nodes } = editor.genome;
    const step = editor.snapping ? GRID : FINE;
    const [sight, across] = this.axes();
    const way = [0, 1, 2].map(
      (axis) => step * (right * across[axis]! + away * sight[axis]! + (axis === 1 ? up : 0)),
    );
    const places = new Map(
      editor.selection.nodes.map((i) => [
        i,
        nodes[i]!.position.map((x, axis) => tidy(x + way[axis]!)) as unknown as Vector,
      ]),
    );
    if (places.size) editor.do((document, facts) => moveNodes(document, places, facts), "nudge");
  }

  /** The axes nearest to where the camera looks along the ground, and to its right. */
  private axes(): [Vector, Vector] {
    const { camera, controls } = this.view;
    const x = controls.target.x - camera.position.x;
    const z = controls.target.z - camera.position.z;
    const sight: Vector = Math.abs(x) > Math.abs(z) ? [Math.sign(x), 0, 0] : [0, 0, Math.sign(z)];
    return [sight, [-sight[2], 0, sight[0]]];
  }
}
