/** The viewer's front door for the other pages. */

import type { CreatureView, CreatureViewOptions } from "./types";
import { View } from "./view";

/** Show creatures in a canvas; where nothing can be drawn, words stand beside it. Dispose when the canvas goes. */
export function mountCreatureView(canvas: HTMLCanvasElement, options: CreatureViewOptions): CreatureView {
  return new View(canvas, options);
}

export { clipOfGenome } from "./genome";
export { thumbnails } from "./thumbnails";
export type { CameraMode, CreatureView, CreatureViewOptions, GenomeBody, Thumbnails } from "./types";
