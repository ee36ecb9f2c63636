/** What the other pages see of the viewer. */

import type { Clip } from "../api/clip";
import type { Playback } from "./playback";

/** Where the camera stands: still, beside the creature wherever it goes, or behind it. */
export type CameraMode = "fixed" | "follow" | "chase";

export interface CreatureViewOptions {
  /** "replay": the whole stage of the Replay page; "panel": a card on another page; "race": many on one ground. */
  scene: "replay" | "panel" | "race";
  /** "all": orbit, pan and zoom; "orbit": orbit alone, so that the wheel scrolls the page; "none". */
  controls: "all" | "orbit" | "none";
  /** Play by itself once shown, over and over; where motion is reduced it stays a still until play(). */
  autoplay?: boolean;
  /** Turn the camera slowly round the creature (the form's preview of a body). */
  turntable?: boolean;
  camera?: CameraMode;
}

/** What of a stage is shown. */
export interface Looks {
  /** metre lines */
  grid: boolean;
  trail: boolean;
  /** a share 0..1 of each muscle, for its colour; null: by how contracted it is */
  muscles: ArrayLike<number> | null;
}

/** One creature drawn into one canvas. Show another clip at any time; dispose when the canvas goes. */
export interface CreatureView {
  show(clip: Clip): void;
  play(): void;
  pause(): void;
  /** Show the moment `seconds` into the clip. */
  seek(seconds: number): void;
  setCamera(mode: CameraMode): void;
  dispose(): void;
}

/** The genome JSON's fields that a body's picture needs (format evoweb-genome/1). */
export interface GenomeBody {
  nodes: { position: [number, number, number]; size: number; friction: number }[];
  muscles: { ends: [number, number]; rest_length: number; stiffness: number }[];
}

export interface Thumbnails {
  /**
   * Draw a clip small and moving into a canvas, at most 15 times a second and only while it is on screen.
   * Returns the way to stop. A clip that fails to load leaves the canvas with class "is-failed" and a title.
   * @param clock the moment to show, where several show the same; whoever owns it lets it run
   */
  attach(canvas: HTMLCanvasElement, clip: Promise<Clip>, clock?: Playback): () => void;
}
