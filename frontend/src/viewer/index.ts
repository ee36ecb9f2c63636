/** The viewer for pages that only show creatures; those that work with a stage ask for its parts. */

import type { CreatureView, CreatureViewOptions } from "./types";
import { View } from "./view";

/** Show creatures in a canvas; where nothing can be drawn, words stand beside it. Dispose when the canvas goes. */
export function mountCreatureView(canvas: HTMLCanvasElement, options: CreatureViewOptions): CreatureView {
  return new View(canvas, options);
}

export { clipOfGenome } from "./genome";
export { thumbnails } from "./thumbnails";
export type { CreatureView, GenomeBody } from "./types";
