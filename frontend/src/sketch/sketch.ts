/**
 * A creature drawn small with the plain canvas: no WebGL, so that lists need not load a 3D engine, and dozens of
 * creatures move at once where a processor draws. Light, colours and place of the camera are those of the thumbnails.
 */

import { type Clip, durationOf } from "../api/clip";
import { belly, bulge, contraction, grip, INSET, profile } from "../viewer/appearance";
import { Pose } from "../viewer/pose";
import { KEY_FROM } from "../viewer/recipes";
import { LEAST_SMALL_RADIUS, Track } from "../viewer/track";
import { Lens } from "./lens";
import { BALL_STEPS, MUSCLE_STEPS, type Palette } from "./palette";

/** m to each side of the creature, in whole metres */
const GRID = 3;
/** m along the ground for a metre of height, away from the light */
const SHADOW_X = -KEY_FROM[0] / KEY_FROM[1];
const SHADOW_Z = -KEY_FROM[2] / KEY_FROM[1];
const OUTLINE = Array.from({ length: 9 }, (_, i) => profile(i / 8));

export class Sketch {
  /** s */
  readonly duration: number;
  private readonly clip: Clip;
  private readonly pose: Pose;
  private readonly track: Track;
  private readonly lens = new Lens();
  /** [nodes · 3]: x px, y px, depth m */
  private readonly seen: Float32Array;
  /** nodes and then muscles, the furthest first */
  private readonly order: Uint16Array;
  private readonly depths: Float32Array;

  constructor(clip: Clip) {
    this.clip = clip;
    this.duration = durationOf(clip);
    this.pose = new Pose(clip);
    this.track = new Track(clip, LEAST_SMALL_RADIUS);
    this.seen = new Float32Array(3 * clip.nodes);
    const parts = clip.nodes + clip.muscles;
    this.order = Uint16Array.from({ length: parts }, (_, i) => i);
    this.depths = new Float32Array(parts);
  }

  /** Draw a moment over the whole canvas; allocates nothing. */
  draw(context: CanvasRenderingContext2D, palette: Palette, seconds: number): void {
    const { width, height } = context.canvas;
    this.pose.at(seconds);
    this.lens.frame(width, height, this.track.radiusAt());
    this.track.focusAt(seconds, this.lens);
    context.clearRect(0, 0, width, height);
    if (!this.clip.terrain) this.drawGround(context, palette);
    this.look();
    for (const part of this.order) {
      if (part < this.clip.nodes) this.drawNode(context, palette, part);
      else this.drawMuscle(context, palette, part - this.clip.nodes);
    }
  }

  /** Metre lines that fade with the distance, and the shadow. */
  private drawGround(context: CanvasRenderingContext2D, palette: Palette): void {
    const midX = Math.round(this.pose.centre[0]!);
    const midZ = Math.round(this.pose.centre[2]!);
    context.strokeStyle = palette.grid;
    context.lineWidth = Math.max(1, context.canvas.height / 160);
    for (let ring = 0; ring < GRID; ring++) {
      context.globalAlpha = 0.95 * Math.exp(-0.85 * ((ring + 0.5) / GRID) ** 2);
      context.beginPath();
      for (let line = -GRID; line <= GRID; line++) {
        for (let at = -GRID; at < GRID; at++) {
          if (Math.max(Math.abs(line), at < 0 ? -at : at + 1) !== ring + 1) continue;
          this.line(context, midX + line, midZ + at, midX + line, midZ + at + 1);
          this.line(context, midX + at, midZ + line, midX + at + 1, midZ + line);
        }
      }
      context.stroke();
    }
    context.globalAlpha = 1;
    this.drawShadow(context, palette);
  }

  private line(context: CanvasRenderingContext2D, x0: number, z0: number, x1: number, z1: number): void {
    this.lens.see(x0, 0, z0);
    context.moveTo(this.lens.x, this.lens.y);
    this.lens.see(x1, 0, z1);
    context.lineTo(this.lens.x, this.lens.y);
  }

  private drawShadow(context: CanvasRenderingContext2D, palette: Palette): void {
    const { clip, lens, pose } = this;
    context.fillStyle = palette.shadow;
    context.strokeStyle = palette.shadow;
    context.lineCap = "round";
    context.beginPath();
    for (let node = 0; node < clip.nodes; node++) {
      this.cast(node);
      const radius = lens.size(clip.radius[node]!);
      context.moveTo(lens.x + radius, lens.y);
      context.ellipse(lens.x, lens.y, radius, 0.5 * radius, 0, 0, 2 * Math.PI);
    }
    context.fill();
    context.beginPath();
    for (let muscle = 0; muscle < clip.muscles; muscle++) {
      this.cast(clip.ends[2 * muscle]!);
      context.moveTo(lens.x, lens.y);
      this.cast(clip.ends[2 * muscle + 1]!);
      context.lineTo(lens.x, lens.y);
    }
    lens.see(pose.centre[0]!, 0, pose.centre[2]!);
    context.lineWidth = Math.max(1, lens.size(0.07));
    context.stroke();
  }

  /** See where a node's shadow falls. */
  private cast(node: number): void {
    const { nodes } = this.pose;
    const y = nodes[3 * node + 1]!;
    this.lens.see(nodes[3 * node]! + SHADOW_X * y, 0, nodes[3 * node + 2]! + SHADOW_Z * y);
  }

  /** Find every node in the picture, and put the parts in order. */
  private look(): void {
    const { clip, lens, seen, depths } = this;
    const { nodes } = this.pose;
    for (let node = 0; node < clip.nodes; node++) {
      lens.see(nodes[3 * node]!, nodes[3 * node + 1]!, nodes[3 * node + 2]!);
      seen[3 * node] = lens.x;
      seen[3 * node + 1] = lens.y;
      depths[node] = seen[3 * node + 2] = lens.depth;
    }
    for (let muscle = 0; muscle < clip.muscles; muscle++) {
      const [a, b] = [clip.ends[2 * muscle]!, clip.ends[2 * muscle + 1]!];
      depths[clip.nodes + muscle] = (depths[a]! + depths[b]!) / 2;
    }
    sortDown(this.order, depths);
  }

  private drawNode(context: CanvasRenderingContext2D, palette: Palette, node: number): void {
    const { clip, seen } = this;
    this.lens.depth = seen[3 * node + 2]!;
    const radius = this.lens.size(clip.radius[node]!);
    const ball = palette.balls[step(grip(clip.friction[node]!), BALL_STEPS)]!;
    context.drawImage(ball, seen[3 * node]! - radius, seen[3 * node + 1]! - radius, 2 * radius, 2 * radius);
  }

  private drawMuscle(context: CanvasRenderingContext2D, palette: Palette, muscle: number): void {
    const { clip, lens, pose, seen } = this;
    const a = clip.ends[2 * muscle]!;
    const b = clip.ends[2 * muscle + 1]!;
    const length = pose.lengths[muscle]!;
    const rest = clip.restLength[muscle]!;
    const from = Math.min((INSET * clip.radius[a]!) / length, 0.45);
    const to = 1 - Math.min((INSET * clip.radius[b]!) / length, 0.45);
    const [dx, dy] = [seen[3 * b]! - seen[3 * a]!, seen[3 * b + 1]! - seen[3 * a + 1]!];
    const across = Math.hypot(dx, dy) || 1;
    lens.depth = this.depths[clip.nodes + muscle]!;
    const half = lens.size(belly(clip.stiffness[muscle]!) * bulge(length, rest));
    const shades = palette.muscles[step(contraction(length, rest), MUSCLE_STEPS)]!;
    spindle.x = seen[3 * a]! + from * dx;
    spindle.y = seen[3 * a + 1]! + from * dy;
    spindle.dx = (to - from) * dx;
    spindle.dy = (to - from) * dy;
    spindle.nx = -dy / across;
    spindle.ny = dx / across;
    // the light comes from above: the bright side is the upper one
    const up = spindle.ny < 0 ? 1 : -1;
    fillSpindle(context, shades.rim, half, 0);
    fillSpindle(context, shades.middle, 0.78 * half, 0.14 * half * up);
    fillSpindle(context, shades.light, 0.34 * half, 0.36 * half * up);
  }
}

/** The muscle that is being drawn: where it begins, the way to its end, and the unit vector across, in px. */
const spindle = { x: 0, y: 0, dx: 0, dy: 0, nx: 0, ny: 0 };

function fillSpindle(context: CanvasRenderingContext2D, colour: string, half: number, aside: number): void {
  const { x, y, dx, dy, nx, ny } = spindle;
  const last = OUTLINE.length - 1;
  context.fillStyle = colour;
  context.beginPath();
  for (let i = 0; i <= last; i++) {
    const reach = aside + half * OUTLINE[i]!;
    context.lineTo(x + (dx * i) / last + nx * reach, y + (dy * i) / last + ny * reach);
  }
  for (let i = last; i >= 0; i--) {
    const reach = aside - half * OUTLINE[i]!;
    context.lineTo(x + (dx * i) / last + nx * reach, y + (dy * i) / last + ny * reach);
  }
  context.fill();
}

/** Sort indices so that their depths fall; from frame to frame hardly any changes its place. */
export function sortDown(order: Uint16Array, depths: Float32Array): void {
  for (let i = 1; i < order.length; i++) {
    const part = order[i]!;
    const depth = depths[part]!;
    let at = i;
    for (; at > 0 && depths[order[at - 1]!]! < depth; at--) order[at] = order[at - 1]!;
    order[at] = part;
  }
}

/** Which of `count` steps a share (0..1) falls on. */
function step(share: number, count: number): number {
  return Math.round(Math.min(Math.max(share, 0), 1) * (count - 1));
}
