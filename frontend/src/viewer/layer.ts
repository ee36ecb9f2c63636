import type { Object3D } from "three";
import type { Theme } from "./theme";

/** One kind of thing on the stage. `show` draws a moment and allocates nothing. */
export interface Layer {
  readonly object: Object3D;
  show(seconds: number): void;
  setTheme(theme: Theme): void;
  dispose(): void;
}
