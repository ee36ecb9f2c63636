/** The numbers of nodes, beside them in the picture. */

import { Vector3 } from "three";
import { el } from "../panels/dom";
import type { Pose } from "../viewer/pose";
import type { EditorView } from "./view";

const place = new Vector3();

export class NodeLabels {
  readonly root = el("div", { class: "node-labels", "aria-hidden": "true" });
  private readonly shown: HTMLElement[] = [];

  /** Put a number at each node; none where a clip is shown (null). */
  put(view: EditorView, pose: Pose | null): void {
    this.root.hidden = pose === null;
    if (!pose) return;
    const { clientWidth: width, clientHeight: height } = view.canvas;
    const count = pose.clip.nodes;
    while (this.shown.length < count) {
      const label = el("span", { class: "num" }, `${this.shown.length + 1}`);
      this.root.append(label);
      this.shown.push(label);
    }
    for (const [node, label] of this.shown.entries()) {
      label.hidden = node >= count;
      if (node >= count) continue;
      place.fromArray(pose.nodes, 3 * node).project(view.camera);
      label.hidden = Math.abs(place.z) > 1;
      label.style.translate = `${((place.x + 1) / 2) * width}px ${((1 - place.y) / 2) * height}px`;
    }
  }
}
