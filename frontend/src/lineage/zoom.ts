/** The part of a graph that is in the picture: px from generations and lanes, moved and zoomed by people. */

export interface Box {
  width: number;
  height: number;
}

/** What there is to see: generations along x, lanes along y. */
export interface Extent {
  first: number;
  last: number;
  lanes: number;
}

const EDGE = { left: 28, right: 56, top: 26, bottom: 34 };
/** px between lanes, and between generations */
const LANE = { least: 0.4, fit: 52, most: 90 };
const GENERATION = { least: 0.5, fit: 90, most: 240 };

export class Zoom {
  /** px a generation and a lane */
  perGeneration = GENERATION.fit;
  perLane = LANE.fit;
  /** px of the point (first generation, lane 0) */
  left = 0;
  top = 0;
  private box: Box = { width: 1, height: 1 };
  private extent: Extent = { first: 0, last: 1, lanes: 1 };

  /** Show all of it. */
  fit(extent: Extent, box: Box): void {
    this.extent = extent;
    this.box = box;
    const across = Math.max(extent.last - extent.first, 1);
    const room = { width: box.width - EDGE.left - EDGE.right, height: box.height - EDGE.top - EDGE.bottom };
    this.perGeneration = clamp(room.width / across, GENERATION.least, GENERATION.fit);
    this.perLane = clamp(room.height / Math.max(extent.lanes - 1, 1), LANE.least, LANE.fit);
    this.left = EDGE.left + Math.max(0, (room.width - across * this.perGeneration) / 2);
    this.top = EDGE.top + Math.max(0, (room.height - (extent.lanes - 1) * this.perLane) / 2);
  }

  /** The picture has another size; what was in its middle stays there. */
  resize(box: Box): void {
    this.left += (box.width - this.box.width) / 2;
    this.top += (box.height - this.box.height) / 2;
    this.box = box;
    this.keepInside();
  }

  x(generation: number): number {
    return this.left + (generation - this.extent.first) * this.perGeneration;
  }

  y(lane: number): number {
    return this.top + lane * this.perLane;
  }

  generationAt(x: number): number {
    return this.extent.first + (x - this.left) / this.perGeneration;
  }

  /** Zoom so that what lies under a point of the picture stays there. */
  by(factor: number, x: number, y: number): void {
    const along = clamp(this.perGeneration * factor, GENERATION.least, GENERATION.most) / this.perGeneration;
    const across = clamp(this.perLane * factor, LANE.least, LANE.most) / this.perLane;
    this.perGeneration *= along;
    this.perLane *= across;
    this.left = x - (x - this.left) * along;
    this.top = y - (y - this.top) * across;
    this.keepInside();
  }

  pan(dx: number, dy: number): void {
    this.left += dx;
    this.top += dy;
    this.keepInside();
  }

  /** Bring a point into the picture, if it is not there. */
  reveal(generation: number, lane: number): void {
    const [x, y] = [this.x(generation), this.y(lane)];
    this.left += clamp(x, EDGE.left, this.box.width - EDGE.right) - x;
    this.top += clamp(y, EDGE.top, this.box.height - EDGE.bottom) - y;
  }

  /** Some of the graph stays in the picture, however far people pull. */
  private keepInside(): void {
    const { first, last, lanes } = this.extent;
    const { width, height } = this.box;
    this.left = clamp(this.left, width / 4 - (last - first) * this.perGeneration, (3 * width) / 4);
    this.top = clamp(this.top, height / 4 - (lanes - 1) * this.perLane, (3 * height) / 4);
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(Math.max(low, high), value));
}
