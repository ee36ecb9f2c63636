/** A family graph in a canvas: pan, zoom, choose with pointer or keyboard. What is drawn is drawing.ts's. */

import { el } from "../panels/dom";
import { THEME_EVENT } from "../panels/theme";
import { drawGraph } from "./drawing";
import type { Family } from "./family";
import { fold, type Shown } from "./fold";
import { type Layout, lanesOf } from "./lanes";
import { type Look, lookOf } from "./marks";
import { treeOf } from "./tree";
import { neighbourOf, type Way } from "./walk";
import { Zoom } from "./zoom";

export interface GraphListener {
  /** A creature was chosen, by its place in the family. */
  choose(place: number): void;
  /** Its replay is asked for. */
  open(place: number): void;
}

/** What a graph shows, and how. */
export interface Picture {
  kind: "ancestry" | "tree";
  family: Family;
  /** place of the creature that is chosen first */
  subject: number;
  /** 0..1 on the heat scale for each place, or the token of a colour */
  colour: (place: number) => number | string;
  /** a place that is marked and named, whatever is chosen */
  mark: { place: number; words: string } | null;
  /** words on the line that leads to a creature: how many are left out there */
  edgeWords?: (place: number) => string;
  /** whether a creature has parents that are not shown */
  isOpen?: (place: number) => boolean;
  /** second parents that are drawn beside the tree; places, null: none */
  others?: (number | null)[];
}

/** px within which a node is hit, and that a press may move and still be a click */
const REACH = 16;
const STILL = 5;
const WHEEL = 1.0015;
const STEP = 1.4;
const WAY = 50;
/** Lanes up to which a graph takes less of the page. */
const SHALLOW = 5;

export class Graph {
  readonly root: HTMLElement;
  private readonly canvas = el("canvas", {
    tabindex: 0,
    role: "application",
    "aria-roledescription": "family graph",
    "data-testid": "family",
  });
  private readonly zoom = new Zoom();
  private readonly listener: GraphListener;
  private readonly pointers = new Map<number, { x: number; y: number }>();
  private readonly unfolded = new Set<number>();
  private picture: Picture | null = null;
  private shown: Shown | null = null;
  private layout: Layout | null = null;
  private way: Way = [];
  private hovered: number | null = null;
  private isFolding = false;
  private travelled = 0;
  private look: Look | null = null;
  private fitted = false;

  /** @param left aborts when another graph takes its place */
  constructor(listener: GraphListener, left: AbortSignal) {
    this.listener = listener;
    this.root = el("div", { class: "kin-graph" }, this.canvas);
    this.listen();
    new ResizeObserver(() => this.resize()).observe(this.root);
    const dress = (): void => {
      this.look = null;
      this.draw();
    };
    window.addEventListener(THEME_EVENT, dress, { signal: left });
  }

  /** Show a family, folded or not; `words` say it to those who do not see it. */
  show(picture: Picture, isFolding: boolean, words: string): void {
    this.picture = picture;
    this.isFolding = isFolding;
    this.unfolded.clear();
    this.canvas.setAttribute("aria-label", words);
    this.arrange(picture.subject);
    this.root.classList.toggle("is-shallow", this.layout!.lanes <= SHALLOW);
    this.fit();
  }

  /** Choose a creature, wherever the wish comes from. */
  choose(place: number): void {
    if (!this.shown || !this.layout || !this.picture) return;
    this.unfoldFor(place);
    const node = this.shown.nodeOf[place]!;
    if (this.way.at(-1) !== node) this.way = [...this.way.slice(-WAY), node];
    this.zoom.reveal(this.layout.from[node]!, this.layout.lane[node]!);
    this.draw();
    this.listener.choose(place);
  }

  fit(): void {
    const { layout } = this;
    const { clientWidth: width, clientHeight: height } = this.root;
    if (!layout || width === 0) return;
    const first = layout.from.reduce((least, x) => Math.min(least, x), Number.POSITIVE_INFINITY);
    const last = layout.to.reduce((most, x) => Math.max(most, x), first);
    this.zoom.fit({ first, last, lanes: layout.lanes }, { width, height });
    this.fitted = true;
    this.draw();
  }

  zoomBy(factor: number): void {
    this.zoom.by(factor, this.root.clientWidth / 2, this.root.clientHeight / 2);
    this.draw();
  }

  private get chosen(): number | null {
    return this.way.at(-1) ?? null;
  }

  /** Lay out what is folded as it is folded now. */
  private arrange(chosen: number): void {
    const { family, kind } = this.picture!;
    const isOpen = (oldest: number) => !this.isFolding || this.unfolded.has(oldest);
    this.shown = fold(family, isOpen, this.picture!.subject);
    this.layout = (kind === "tree" ? treeOf : lanesOf)(family, this.shown);
    this.way = [this.shown.nodeOf[chosen]!];
    this.hovered = null;
  }

  private unfoldFor(place: number): void {
    const members = this.shown!.members[this.shown!.nodeOf[place]!]!;
    if (members.length === 1) return;
    this.unfolded.add(members[0]!);
    this.arrange(place);
  }

  private resize(): void {
    if (!this.fitted) this.fit();
    this.zoom.resize({ width: this.root.clientWidth, height: this.root.clientHeight });
    this.draw();
  }

  private readonly draw = (): void => {
    const { clientWidth: width, clientHeight: height } = this.root;
    const context = this.canvas.getContext("2d");
    if (!width || !context || !this.picture || !this.shown || !this.layout) return;
    const ratio = window.devicePixelRatio;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.look ??= lookOf();
    const sheet = { context, box: { width, height }, look: this.look, zoom: this.zoom };
    drawGraph(sheet, {
      picture: this.picture,
      shown: this.shown,
      layout: this.layout,
      chosen: this.chosen,
      hovered: this.hovered,
    });
  };

  private listen(): void {
    const { canvas } = this;
    canvas.addEventListener("keydown", (event) => this.key(event));
    canvas.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      this.pointers.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
      if (this.pointers.size === 1) this.travelled = 0;
    });
    canvas.addEventListener("pointermove", (event) => this.move(event));
    canvas.addEventListener("pointerup", (event) => {
      const alone = this.pointers.size === 1;
      this.pointers.delete(event.pointerId);
      if (alone && this.travelled < STILL) this.press(event.offsetX, event.offsetY);
    });
    canvas.addEventListener("pointercancel", (event) => this.pointers.delete(event.pointerId));
    canvas.addEventListener("pointerleave", () => this.hover(null));
    canvas.addEventListener("dblclick", () => this.open());
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey || !this.shown || !this.layout) return;
    const { key } = event;
    if (key === "Enter") this.open();
    else if (key === "+" || key === "=") this.zoomBy(STEP);
    else if (key === "-") this.zoomBy(1 / STEP);
    else if (key === "0") this.fit();
    else {
      const node = neighbourOf(this.shown, this.layout, this.way, key);
      if (node === null) {
        if (key.startsWith("Arrow")) event.preventDefault();
        return;
      }
      this.choose(this.shown.members[node]!.at(-1)!);
    }
    event.preventDefault();
  }

  private wheel(event: WheelEvent): void {
    event.preventDefault();
    this.zoom.by(WHEEL ** -event.deltaY, event.offsetX, event.offsetY);
    this.draw();
  }

  private move(event: PointerEvent): void {
    const before = this.pointers.get(event.pointerId);
    if (!before) {
      this.hover(this.nodeAt(event.offsetX, event.offsetY));
      return;
    }
    const now = { x: event.offsetX, y: event.offsetY };
    this.travelled += Math.hypot(now.x - before.x, now.y - before.y);
    const other = [...this.pointers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      const apart = (a: { x: number; y: number }) => Math.max(1, Math.hypot(a.x - other.x, a.y - other.y));
      this.zoom.by(apart(now) / apart(before), (now.x + other.x) / 2, (now.y + other.y) / 2);
    } else if (this.travelled >= STILL) this.zoom.pan(now.x - before.x, now.y - before.y);
    this.pointers.set(event.pointerId, now);
    this.draw();
  }

  private press(x: number, y: number): void {
    const node = this.nodeAt(x, y);
    if (node !== null) this.choose(this.shown!.members[node]!.at(-1)!);
  }

  private open(): void {
    const node = this.chosen;
    if (node !== null) this.listener.open(this.shown!.members[node]!.at(-1)!);
  }

  private hover(node: number | null): void {
    if (node === this.hovered) return;
    this.hovered = node;
    this.canvas.classList.toggle("is-over", node !== null);
    this.draw();
  }

  /** The node at a point; a folded stretch is hit anywhere along it. */
  private nodeAt(x: number, y: number): number | null {
    const { layout, zoom } = this;
    if (!layout) return null;
    let nearest: number | null = null;
    let least = REACH;
    for (let node = 0; node < layout.from.length; node++) {
      const from = zoom.x(layout.from[node]!);
      const to = zoom.x(layout.to[node]!);
      const away = Math.hypot(x - Math.max(from, Math.min(x, to)), y - zoom.y(layout.lane[node]!));
      if (away < least) [nearest, least] = [node, away];
    }
    return nearest;
  }
}
