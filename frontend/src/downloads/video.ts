/** MP4 and WebM, encoded picture by picture as fast or as slowly as they can be drawn: none is dropped. */

import {
  BufferTarget,
  CanvasSource,
  canEncodeVideo,
  Mp4OutputFormat,
  Output,
  Quality,
  type VideoCodec,
  WebMOutputFormat,
} from "mediabunny";
import type { Film } from "./film";
import { canRecordLive, recordLive } from "./live";
import { bitRate, type Form, momentsOf, type Plan, SIZES } from "./plan";
import { breathe, type Work } from "./work";

type VideoForm = Exclude<Form, "gif">;

/** What players everywhere know comes first. */
const CODECS: Record<VideoForm, VideoCodec[]> = { mp4: ["avc"], webm: ["vp9", "vp8"] };
const FORMS: VideoForm[] = ["mp4", "webm"];

/** The forms that this browser can make, the most common first. */
export async function videoForms(): Promise<VideoForm[]> {
  const can = await Promise.all(
    FORMS.map(async (form) => canRecordLive(form) || Boolean(await codecFor(form, SIZES.video[0]!))),
  );
  return FORMS.filter((_, i) => can[i]);
}

/** The video of what the film shows. @throws Error in words, or the signal's reason */
export async function makeVideo(film: Film, plan: Plan, work: Work): Promise<Blob> {
  const form = plan.form as VideoForm;
  const codec = await codecFor(form, plan);
  return codec ? encode(film, plan, codec, work) : recordLive(film, plan, work);
}

/** A codec that is there and takes pictures of this size; WebCodecs are missing from old browsers and plain http. */
async function codecFor(
  form: VideoForm,
  size: { width: number; height: number },
): Promise<VideoCodec | null> {
  if (!("VideoEncoder" in globalThis)) return null;
  for (const codec of CODECS[form]) {
    if (await canEncodeVideo(codec, { width: size.width, height: size.height })) return codec;
  }
  return null;
}

async function encode(film: Film, plan: Plan, codec: VideoCodec, { signal, tell }: Work): Promise<Blob> {
  const format =
    plan.form === "mp4" ? new Mp4OutputFormat({ fastStart: "in-memory" }) : new WebMOutputFormat();
  const target = new BufferTarget();
  const output = new Output({ format, target });
  const source = new CanvasSource(film.canvas, { codec, quality: new Quality({ bitrate: bitRate(plan) }) });
  output.addVideoTrack(source, { frameRate: plan.fps });
  try {
    await output.start();
    const moments = momentsOf(plan);
    for (const [i, seconds] of moments.entries()) {
      film.paint(seconds);
      await source.add(i / plan.fps, 1 / plan.fps);
      tell(i + 1, moments.length);
      await breathe(signal);
    }
    await output.finalize();
  } catch (error) {
    await output.cancel();
    throw error;
  }
  return new Blob([target.buffer!], { type: format.mimeType });
}
