/** A canvas that is drawn on in CSS pixels, as sharp as the screen. */

export interface Pen {
  context: CanvasRenderingContext2D;
  /** px of the page */
  width: number;
  height: number;
}

const MOST_PIXELS_PER_PIXEL = 2;

/** Fit a canvas to its size on the page. */
export function penOf(canvas: HTMLCanvasElement, width: number, height: number): Pen {
  const ratio = Math.min(devicePixelRatio, MOST_PIXELS_PER_PIXEL);
  canvas.width = Math.max(1, Math.round(width * ratio));
  canvas.height = Math.max(1, Math.round(height * ratio));
  const context = canvas.getContext("2d")!;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return { context, width, height };
}
