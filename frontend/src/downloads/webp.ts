/** Frames of video from a browser that has no encoder for it: a lossy WebP picture holds one key frame of VP8. */

const TYPE = "image/webp";
/** finer would be far larger, for every frame is a whole picture */
const QUALITY = 0.85;

/** Whether this browser writes WebP pictures. */
export async function writesWebp(): Promise<boolean> {
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
  return (await pictureOf(canvas))?.type === TYPE;
}

/** What a canvas shows as a key frame of VP8. @throws Error in words */
export async function keyFrame(canvas: HTMLCanvasElement): Promise<Uint8Array> {
  const picture = await pictureOf(canvas);
  const frame = picture && vp8In(new Uint8Array(await picture.arrayBuffer()));
  if (!frame) throw new Error("The browser had no room for a picture.");
  return frame;
}

function pictureOf(canvas: HTMLCanvasElement): Promise<Blob | null> {
  return new Promise((resolve) => {
    canvas.toBlob(resolve, TYPE, QUALITY);
  });
}

/** The VP8 data in a WebP file: a RIFF of chunks, each with a name of four letters, its length and its bytes. */
export function vp8In(file: Uint8Array): Uint8Array | null {
  const numbers = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const name = (at: number): string => String.fromCharCode(...file.subarray(at, at + 4));
  if (name(0) !== "RIFF" || name(8) !== "WEBP") return null;
  for (let at = 12; at + 8 <= file.length; ) {
    const length = numbers.getUint32(at + 4, true);
    if (name(at) === "VP8 ") return file.subarray(at + 8, at + 8 + length);
    at += 8 + length + (length % 2);
  }
  return null;
}
