import { expect, test } from "vitest";
import { vp8In } from "./webp";

/** A RIFF file of chunks. */
function riff(...chunks: [name: string, bytes: number[]][]): Uint8Array {
  const letters = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));
  const long = (value: number): number[] => [value & 255, (value >> 8) & 255, 0, 0];
  const body = chunks.flatMap(([name, bytes]) => [
    ...letters(name),
    ...long(bytes.length),
    ...bytes,
    ...(bytes.length % 2 ? [0] : []),
  ]);
  return Uint8Array.from([...letters("RIFF"), ...long(body.length + 4), ...letters("WEBP"), ...body]);
}

test("the key frame in a picture is found, alone or after other chunks of odd length", () => {
  expect(vp8In(riff(["VP8 ", [1, 2, 3]]))).toEqual(Uint8Array.of(1, 2, 3));
  expect(vp8In(riff(["VP8X", [9, 9, 9]], ["ALPH", [8]], ["VP8 ", [1, 2, 3, 4]]))).toEqual(
    Uint8Array.of(1, 2, 3, 4),
  );
});

test("what holds no key frame is none", () => {
  expect(vp8In(riff(["VP8L", [1, 2]]))).toBeNull();
  expect(vp8In(Uint8Array.of(137, 80, 78, 71))).toBeNull();
});
