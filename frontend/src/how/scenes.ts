/** The bundled creatures: recorded by the engine, written by `manage.py write_scenes` (evoweb/runs/management/scenes.py). */

import { type Clip, decodeClip } from "../api/clip";

export interface Scenes {
  /** where selection, variation and learning are from */
  run: { title: string; population: number; seed: number };
  body: {
    /** of the ground */
    frictions: number[];
    /** the friction on which it evolved */
    home: number;
    /** multiples of what the muscles have by birth */
    stiffnesses: number[];
    /** by friction, then stiffness */
    clips: Clip[][];
  };
  brain: {
    /** of each sense its strongest weight to every hidden neuron */
    senses: Record<string, number[]>;
    /** weights from every hidden neuron to every muscle */
    outputs: number[][];
    clip: Clip;
  };
  selection: { rank: number; survives: boolean; clip: Clip }[];
  variation: { parent: Clip; child: Clip; changes: string[] };
  learning: { generation: number; clip: Clip }[];
}

/** The same with the clips' numbers in their places. */
interface Head {
  run: Scenes["run"];
  body: Omit<Scenes["body"], "clips"> & { clips: number[][] };
  brain: Omit<Scenes["brain"], "clip"> & { clip: number };
  selection: { rank: number; survives: boolean; clip: number }[];
  variation: { parent: number; child: number; changes: string[] };
  learning: { generation: number; clip: number }[];
  /** bytes of each clip */
  clips: number[];
}

/** @throws Error, in words, where the file does not come */
export async function loadScenes(): Promise<Scenes> {
  const answer = await fetch(new URL("./scenes.bin", import.meta.url));
  if (!answer.ok) throw new Error("The recorded creatures could not be loaded.");
  return readScenes(await answer.arrayBuffer());
}

/** @throws ClipError if the bytes are not what `write_scenes` writes */
export function readScenes(bytes: ArrayBuffer): Scenes {
  const length = new DataView(bytes).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length))) as Head;
  let at = 4 + length;
  const clips = head.clips.map((size) => {
    at += size;
    return decodeClip(bytes.slice(at - size, at));
  });
  const clip = (number: number): Clip => clips[number]!;
  return {
    run: head.run,
    body: { ...head.body, clips: head.body.clips.map((row) => row.map(clip)) },
    brain: { ...head.brain, clip: clip(head.brain.clip) },
    selection: head.selection.map((one) => ({ ...one, clip: clip(one.clip) })),
    variation: {
      parent: clip(head.variation.parent),
      child: clip(head.variation.child),
      changes: head.variation.changes,
    },
    learning: head.learning.map((one) => ({ ...one, clip: clip(one.clip) })),
  };
}
