/** A creature to be heard: a soft tone for each muscle, louder the faster it works, and a chime at each pellet. */

import type { Clip } from "../api/clip";
import { lengthIn } from "../viewer/measures";

const LOWEST_HZ = 110;
/** steps of a scale without half tones, in half tones */
const SCALE = [0, 2, 4, 7, 9];
const OCTAVE = 12;
/** of the muscles, that sound at once */
const MOST_VOICES = 16;
/** shares of its rest length a second at which a muscle is as loud as it gets */
const FASTEST = 4;
const MASTER = 0.16;
/** s in which a tone follows */
const FOLLOW_S = 0.05;
const CHIME_HZ = [1046.5, 1568];
const CHIME_S = 0.9;

/** Hz of each muscle's tone: the longer the deeper, on one scale so that they go together. */
export function tones(restLength: ArrayLike<number>): number[] {
  const order = Array.from(restLength, (_, i) => i).sort((a, b) => restLength[b]! - restLength[a]!);
  const hz = new Array<number>(order.length);
  order.forEach((muscle, place) => {
    const halfTones = OCTAVE * Math.floor(place / SCALE.length) + SCALE[place % SCALE.length]!;
    hz[muscle] = LOWEST_HZ * 2 ** ((halfTones % (4 * OCTAVE)) / OCTAVE);
  });
  return hz;
}

/** 0..1, how loud a muscle is between a frame and the one before. */
export function loudness(clip: Clip, muscle: number, frame: number): number {
  if (frame === 0) return 0;
  const change = lengthIn(clip, muscle, frame) - lengthIn(clip, muscle, frame - 1);
  const speed = (Math.abs(change) * clip.hz) / clip.restLength[muscle]!;
  return Math.min(speed / FASTEST, 1) ** 1.5;
}

/** Whether a pellet is reached after frame `from` and by frame `to`. */
export function isPelletBetween({ targets }: Clip, from: number, to: number): boolean {
  return targets.some(({ reached }) => reached !== null && reached > from && reached <= to);
}

interface Voice {
  muscle: number;
  gain: GainNode;
}

/** Sounds only between `start` and `stop`; both may be called again. */
export class Sound {
  private readonly clip: Clip;
  private context: AudioContext | null = null;
  private master: GainNode | null = null;
  private voices: Voice[] = [];
  private last = 0;

  constructor(clip: Clip) {
    this.clip = clip;
  }

  start(): void {
    if (!this.context) this.build();
    void this.context!.resume();
  }

  stop(): void {
    void this.context?.suspend();
  }

  dispose(): void {
    void this.context?.close();
    this.context = null;
  }

  /** A stored frame is shown; what moves is heard while it plays. */
  frame(frame: number, playing: boolean): void {
    const { context, clip, last } = this;
    this.last = frame;
    if (!context) return;
    for (const { muscle, gain } of this.voices) {
      const level = playing ? loudness(clip, muscle, frame) / Math.sqrt(this.voices.length) : 0;
      gain.gain.setTargetAtTime(level, context.currentTime, FOLLOW_S);
    }
    if (playing && frame > last && isPelletBetween(clip, last, frame)) this.chime();
  }

  private build(): void {
    const context = new AudioContext();
    const master = context.createGain();
    master.gain.value = MASTER;
    master.connect(context.createDynamicsCompressor()).connect(context.destination);
    const hz = tones(this.clip.restLength);
    this.voices = hz.slice(0, MOST_VOICES).map((frequency, muscle) => {
      const oscillator = context.createOscillator();
      oscillator.type = "triangle";
      oscillator.frequency.value = frequency;
      const gain = context.createGain();
      gain.gain.value = 0;
      oscillator.connect(gain).connect(master);
      oscillator.start();
      return { muscle, gain };
    });
    this.context = context;
    this.master = master;
  }

  private chime(): void {
    const { context, master } = this;
    if (!context || !master) return;
    CHIME_HZ.forEach((frequency, i) => {
      const begin = context.currentTime + 0.08 * i;
      const oscillator = context.createOscillator();
      oscillator.frequency.value = frequency;
      const gain = context.createGain();
      gain.gain.setValueAtTime(0.5, begin);
      gain.gain.exponentialRampToValueAtTime(0.001, begin + CHIME_S);
      oscillator.connect(gain).connect(master);
      oscillator.start(begin);
      oscillator.stop(begin + CHIME_S);
    });
  }
}
