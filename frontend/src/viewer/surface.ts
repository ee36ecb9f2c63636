/** A canvas that a view paints on: its size in pixels, whether it is on screen, and words where nothing can be drawn. */

import type { Camera, Scene } from "three";
import { NO_WEBGL, type Painter, sharedPainter } from "./painter";

const MOST_PIXELS_PER_PIXEL = 2;
const SUPERSAMPLED = 1.5;
/** A small picture is never coarse: fewer pixels than these save no time. */
const LEAST_PIXELS = 120_000;

export class Surface {
  /** width : height of the canvas on the page */
  aspect = 1;
  onScreen = false;
  private readonly canvas: HTMLCanvasElement;
  private readonly context: CanvasRenderingContext2D;
  private readonly painter: Painter | null = sharedPainter();
  private readonly message = document.createElement("p");
  private readonly changed: () => void;
  private readonly sizes: ResizeObserver;
  private readonly sight: IntersectionObserver;
  private readonly stopListening: () => void;

  /** @param changed called when the canvas changes its size, comes on screen, or can be drawn on again */
  constructor(canvas: HTMLCanvasElement, changed: () => void) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d")!;
    this.changed = changed;
    this.message.className = "view-message";
    this.message.setAttribute("role", "status");
    this.sizes = new ResizeObserver(() => this.measure());
    this.sizes.observe(canvas);
    this.sight = new IntersectionObserver((entries) => this.seen(entries.at(-1)!.isIntersecting));
    this.sight.observe(canvas);
    this.stopListening = this.painter?.onTrouble(() => this.troubled()) ?? (() => {});
    this.explain();
  }

  /** Share of the full resolution for a still: where edges are not smoothed, the browser does it by shrinking. */
  get stillShare(): number {
    return this.painter?.software ? SUPERSAMPLED : 1;
  }

  /** See shape and place on the page now, before the observers tell of them. */
  look(): void {
    const box = this.canvas.getBoundingClientRect();
    this.onScreen = box.width > 0 && box.bottom > 0 && box.top < innerHeight;
    this.measure();
  }

  /** Paint the scene at a share of the canvas's full resolution. */
  paint(scene: Scene, camera: Camera, share: number): void {
    const { clientWidth, clientHeight } = this.canvas;
    const least = Math.min(1, Math.sqrt(LEAST_PIXELS / Math.max(clientWidth * clientHeight, 1)));
    const ratio = Math.min(devicePixelRatio, MOST_PIXELS_PER_PIXEL) * Math.max(share, least);
    const width = Math.max(1, Math.round(clientWidth * ratio));
    const height = Math.max(1, Math.round(clientHeight * ratio));
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
    this.painter?.paint(scene, camera, this.context);
  }

  dispose(): void {
    this.sizes.disconnect();
    this.sight.disconnect();
    this.stopListening();
    this.message.remove();
  }

  private measure(): void {
    this.aspect = Math.max(this.canvas.clientWidth, 1) / Math.max(this.canvas.clientHeight, 1);
    this.changed();
  }

  private seen(onScreen: boolean): void {
    this.onScreen = onScreen;
    if (onScreen) this.changed();
  }

  private troubled(): void {
    this.explain();
    this.changed();
  }

  private explain(): void {
    const trouble = this.painter ? this.painter.trouble : NO_WEBGL;
    this.message.textContent = trouble;
    if (trouble) this.canvas.after(this.message);
    else this.message.remove();
  }
}
