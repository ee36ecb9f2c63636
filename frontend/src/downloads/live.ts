/**
 * Videos where a browser only records what happens (MediaRecorder): the pictures are drawn first, however long that
 * takes, and shown to the recorder at their own pace.
 */

import type { Film } from "./film";
import { bitRate, type Form, momentsOf, type Plan } from "./plan";
import { breathe, until, type Work } from "./work";

const TYPES: Record<Exclude<Form, "gif">, string[]> = {
  mp4: ["video/mp4;codecs=avc1.640028", "video/mp4"],
  webm: ["video/webm;codecs=vp9", "video/webm;codecs=vp8", "video/webm"],
};
/** ms for the recorder to take in the last picture */
const REST_MS = 200;

/** Whether this browser records a form. */
export function canRecordLive(form: Exclude<Form, "gif">): boolean {
  return typeFor(form) !== undefined;
}

function typeFor(form: Exclude<Form, "gif">): string | undefined {
  if (!("MediaRecorder" in globalThis)) return undefined;
  return TYPES[form].find((type) => MediaRecorder.isTypeSupported(type));
}

/** @throws Error in words, or the signal's reason */
export async function recordLive(film: Film, plan: Plan, { signal, tell }: Work): Promise<Blob> {
  const moments = momentsOf(plan);
  const stills: Blob[] = [];
  for (const [i, seconds] of moments.entries()) {
    film.paint(seconds);
    stills.push(await stillOf(film.canvas));
    tell(i + 1, 2 * moments.length);
    await breathe(signal);
  }
  const mimeType = typeFor(plan.form as Exclude<Form, "gif">)!;
  const stream = film.canvas.captureStream(plan.fps);
  const recorder = new MediaRecorder(stream, { mimeType, videoBitsPerSecond: bitRate(plan) });
  const recorded = takenFrom(recorder);
  recorder.start();
  try {
    const began = performance.now();
    for (const [i, still] of stills.entries()) {
      const picture = await createImageBitmap(still);
      film.context.drawImage(picture, 0, 0);
      picture.close();
      tell(moments.length + i + 1, 2 * moments.length);
      await until(began + (1000 * (i + 1)) / plan.fps);
      signal.throwIfAborted();
    }
    await until(performance.now() + REST_MS);
  } finally {
    recorder.stop();
    for (const track of stream.getTracks()) track.stop();
  }
  return new Blob(await recorded, { type: mimeType });
}

function stillOf(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (still) => (still ? resolve(still) : reject(new Error("The browser had no room for a picture."))),
      "image/jpeg",
      0.95,
    );
  });
}

function takenFrom(recorder: MediaRecorder): Promise<Blob[]> {
  const pieces: Blob[] = [];
  return new Promise((resolve, reject) => {
    recorder.ondataavailable = ({ data }) => pieces.push(data);
    recorder.onstop = () => resolve(pieces);
    recorder.onerror = () => reject(new Error("The browser stopped recording."));
  });
}
