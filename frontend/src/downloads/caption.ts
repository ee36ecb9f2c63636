/** Words at the foot of a film: what it shows. */

import { token } from "../charts/tokens";

/** of the picture's height */
const SIZE = 0.032;
const LEAST_PX = 12;

export class Caption {
  private readonly words: string;
  private readonly size: number;
  private readonly colour: string;
  private readonly back: string;
  private readonly font: string;

  /** @param height px of the picture */
  constructor(words: string, height: number) {
    this.words = words;
    this.size = Math.max(LEAST_PX, Math.round(SIZE * height));
    this.colour = token("text");
    this.back = token("scrim");
    this.font = `500 ${this.size}px ${getComputedStyle(document.body).fontFamily}`;
  }

  draw(context: CanvasRenderingContext2D): void {
    const { width, height } = context.canvas;
    const { size } = this;
    context.font = this.font;
    context.textBaseline = "middle";
    const room = width - 3 * size;
    const length = Math.min(context.measureText(this.words).width, room);
    context.fillStyle = this.back;
    context.beginPath();
    context.roundRect(size / 2, height - 2.4 * size, length + 1.6 * size, 1.9 * size, size / 3);
    context.fill();
    context.fillStyle = this.colour;
    context.fillText(this.words, 1.3 * size, height - 1.42 * size, room);
  }
}
