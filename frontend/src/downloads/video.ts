/** MP4 and WebM, encoded frame by frame as fast or as slowly as they can be drawn: none is dropped. */

import {
  BufferTarget,
  CanvasSource,
  canEncodeVideo,
  EncodedPacket,
  EncodedVideoPacketSource,
  Mp4OutputFormat,
  Output,
  Quality,
  type VideoCodec,
  type VideoSource,
  WebMOutputFormat,
} from "mediabunny";
import type { Film } from "./film";
import { bitRate, type Form, momentsOf, type Plan, SIZES, type Size } from "./plan";
import { keyFrame, writesWebp } from "./webp";
import { breathe, type Work } from "./work";

type VideoForm = Exclude<Form, "gif">;

/** What players everywhere know comes first. */
const CODECS: Record<VideoForm, VideoCodec[]> = { mp4: ["avc"], webm: ["vp9", "vp8"] };

/** The forms that this browser can make, the most common first. */
export async function videoForms(): Promise<VideoForm[]> {
  const forms: VideoForm[] = [];
  if (await codecFor("mp4", SIZES.video[0]!)) forms.push("mp4");
  if ((await codecFor("webm", SIZES.video[0]!)) || (await writesWebp())) forms.push("webm");
  return forms;
}

/** A codec that is there and takes frames of this size; old browsers have none, and none has one on plain http. */
async function codecFor(form: VideoForm, { width, height }: Size): Promise<VideoCodec | null> {
  if (!("VideoEncoder" in globalThis)) return null;
  for (const codec of CODECS[form]) if (await canEncodeVideo(codec, { width, height })) return codec;
  return null;
}

/** The video of what the film shows. @throws Error in words, or the signal's reason */
export async function makeVideo(film: Film, plan: Plan, { signal, tell }: Work): Promise<Blob> {
  const form = plan.form as VideoForm;
  const format = form === "mp4" ? new Mp4OutputFormat({ fastStart: "in-memory" }) : new WebMOutputFormat();
  const target = new BufferTarget();
  const output = new Output({ format, target });
  const codec = await codecFor(form, plan);
  const { source, add } = codec ? encoded(film, plan, codec) : still(film, plan);
  output.addVideoTrack(source, { frameRate: plan.fps });
  try {
    await output.start();
    const moments = momentsOf(plan);
    for (const [i, seconds] of moments.entries()) {
      film.paint(seconds);
      await add(i / plan.fps);
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

interface Frames {
  source: VideoSource;
  /** Take what the film's canvas shows, for a moment of the video (s); waits while too much is under way. */
  add(seconds: number): Promise<void>;
}

function encoded(film: Film, plan: Plan, codec: VideoCodec): Frames {
  const source = new CanvasSource(film.canvas, { codec, quality: new Quality({ bitrate: bitRate(plan) }) });
  return { source, add: (seconds) => source.add(seconds, 1 / plan.fps) };
}

/** Every frame a picture of its own: several times as large, and as exact. */
function still(film: Film, { width: codedWidth, height: codedHeight, fps }: Plan): Frames {
  const source = new EncodedVideoPacketSource("vp8");
  const meta = { decoderConfig: { codec: "vp8", codedWidth, codedHeight } };
  const add = async (seconds: number): Promise<void> =>
    source.add(new EncodedPacket(await keyFrame(film.canvas), "key", seconds, 1 / fps), meta);
  return { source, add };
}
