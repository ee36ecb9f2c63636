/** Replay clips: the wire form the server sends, as typed-array views of the received bytes. */

export interface Target {
  /** m */
  position: [number, number, number];
  /** frame at which it was put up */
  appeared: number;
  /** frame at which it was collected, or null */
  reached: number | null;
  /** m beyond a node's own radius */
  collection_radius: number;
}

export interface ClipHeader {
  /** frames per second */
  hz: number;
  frames: number;
  nodes: number;
  muscles: number;
  /** "born-index" */
  creature: string;
  generation: number;
  task: string;
  fitness: number;
  parts: Record<string, number>;
  targets: Target[];
  disqualified: { reason: string; frame: number } | null;
  layout: number;
  /** absent where the ground is level */
  terrain?: Terrain;
}

/**
 * Ground that is not level, without end in z. Steps: number k = 1, 2, … begins at x = first + (k − 1) · depth with an
 * upright riser, k · rise high. Waves: [amplitude m, kx rad/m, kz rad/m, phase rad], from x = start on, fully after
 * another `ramp` m.
 */
export type Terrain =
  | { kind: "steps"; first: number; depth: number; rise: number }
  | { kind: "waves"; start: number; ramp: number; waves: [number, number, number, number][] };

/** What an activation of 1 is carried as. */
export const FULL_ACTIVATION = 127;

/** What the creature's net sensed, thought and told its muscles, as last decided by each frame; 0 before it did. */
export interface Activations {
  /** inputs of each sense, in their order */
  senses: Record<string, number>;
  /** hidden neurons */
  hiddenCount: number;
  /** the activation that `hidden` carries as FULL_ACTIVATION; that of inputs and outputs is 1 */
  hiddenScale: number;
  /** [frames · sum of senses] */
  inputs: Int8Array;
  /** [frames · hiddenCount] */
  hidden: Int8Array;
  /** [frames · muscles] */
  outputs: Int8Array;
}

/** One creature's recorded episode. Frame i is at i / hz seconds; frame 0 is the birth. */
export interface Clip extends ClipHeader {
  /** [nodes] m */
  radius: Float32Array;
  /** [nodes] 0.1 slippery … 1 grippy */
  friction: Float32Array;
  /** [muscles] m */
  restLength: Float32Array;
  /** [muscles] N/m */
  stiffness: Float32Array;
  /** [frames · 3] m, centre of mass */
  centre: Float32Array;
  /** [frames] fitness if the episode had ended there */
  score: Float32Array;
  /** [muscles · 2] node indices */
  ends: Uint16Array;
  /** [frames · nodes · 3] mm from the centre of mass */
  offsets: Int16Array;
  /** null: no net drives the creature */
  activations: Activations | null;
  /** null: the score has one part alone, or the clip was stored before they were recorded */
  partScores: PartScores | null;
}

/** What the score was the sum of, frame by frame. */
export interface PartScores {
  /** of the columns */
  names: string[];
  /** [frames · names] */
  values: Float32Array;
}

/** The header as it is sent: what the optional sections need is absent where there are none. */
type WireHeader = ClipHeader & { activations?: NetHeader; part_scores?: string[] };

/** The header's account of the net. */
interface NetHeader {
  senses: Record<string, number>;
  hidden: number;
  hidden_scale: number;
}

/** Bytes that are no clip, or a clip the server could not give; the message says why. */
export class ClipError extends Error {}

const MAGIC = "EVC1";

/** Request number a message answers (0: none), without decoding the rest. */
export function requestOf(buffer: ArrayBuffer): number {
  return new DataView(buffer).getUint32(4, true);
}

/**
 * Decode a clip message. The arrays are views of `buffer`, nothing is copied.
 * @throws ClipError if the bytes are not a whole clip.
 */
export function decodeClip(buffer: ArrayBuffer): Clip {
  if (buffer.byteLength < 12 || text(buffer, 0, 4) !== MAGIC)
    throw new ClipError("These bytes are no replay.");
  const headerLength = new DataView(buffer).getUint32(8, true);
  const {
    activations: net = null,
    part_scores: names = [],
    ...header
  } = JSON.parse(text(buffer, 12, headerLength)) as WireHeader;
  const { frames, nodes, muscles } = header;
  const bytes = 4 * (2 * nodes + 2 * muscles + 4 * frames) + 4 * muscles + 6 * frames * nodes;
  const netEnd = 12 + headerLength + bytes + (net ? frames * widthOf(net, muscles) : 0);
  const partsAt = 4 * Math.ceil(netEnd / 4);
  if (buffer.byteLength < (names.length ? partsAt + 4 * frames * names.length : netEnd))
    throw new ClipError("The replay was cut short on its way.");
  let at = 12 + headerLength;
  const floats = (count: number): Float32Array => {
    const view = new Float32Array(buffer, at, count);
    at += 4 * count;
    return view;
  };
  const radius = floats(nodes);
  const friction = floats(nodes);
  const restLength = floats(muscles);
  const stiffness = floats(muscles);
  const centre = floats(3 * frames);
  const score = floats(frames);
  const ends = new Uint16Array(buffer, at, 2 * muscles);
  const offsets = new Int16Array(buffer, at + 4 * muscles, 3 * frames * nodes);
  const activations = net && activationsOf(net, header, buffer, at + 4 * muscles + offsets.byteLength);
  const partScores = names.length
    ? { names, values: new Float32Array(buffer, partsAt, frames * names.length) }
    : null;
  return {
    ...header,
    radius,
    friction,
    restLength,
    stiffness,
    centre,
    score,
    ends,
    offsets,
    activations,
    partScores,
  };
}

function activationsOf(net: NetHeader, header: ClipHeader, buffer: ArrayBuffer, at: number): Activations {
  const { frames, muscles } = header;
  const n = inputsOf(net);
  return {
    senses: net.senses,
    hiddenCount: net.hidden,
    hiddenScale: net.hidden_scale,
    inputs: new Int8Array(buffer, at, frames * n),
    hidden: new Int8Array(buffer, at + frames * n, frames * net.hidden),
    outputs: new Int8Array(buffer, at + frames * (n + net.hidden), frames * muscles),
  };
}

function inputsOf(net: NetHeader): number {
  return Object.values(net.senses).reduce((sum, width) => sum + width, 0);
}

/** Activations in one frame. */
function widthOf(net: NetHeader, muscles: number): number {
  return inputsOf(net) + net.hidden + muscles;
}

/** Seconds from the first frame to the last. */
export function durationOf(clip: Clip): number {
  return (clip.frames - 1) / clip.hz;
}

function text(buffer: ArrayBuffer, at: number, length: number): string {
  return new TextDecoder().decode(new Uint8Array(buffer, at, Math.min(length, buffer.byteLength - at)));
}
