/** Binary glTF 2.0: a JSON part and one buffer, written as the format's specification lays them out. */

const MAGIC = 0x46546c67; // "glTF"
const VERSION = 2;
const JSON_CHUNK = 0x4e4f534a; // "JSON"
const BINARY_CHUNK = 0x004e4942; // "BIN"
const FLOAT = 5126;
const UNSIGNED_INT = 5125;
const WIDTHS = { SCALAR: 1, VEC3: 3, VEC4: 4 };

/** What the JSON part says besides `asset`, and besides the buffer's own account. */
export type GltfJson = Record<string, unknown>;

interface Accessor {
  bufferView: number;
  componentType: number;
  count: number;
  type: keyof typeof WIDTHS;
  min: number[];
  max: number[];
}

/** The one buffer of a file: arrays put in one after the other, each known by the number of its accessor. */
export class GltfBuffer {
  private readonly arrays: (Float32Array | Uint32Array)[] = [];
  private readonly accessors: Accessor[] = [];
  private readonly views: { buffer: 0; byteOffset: number; byteLength: number }[] = [];
  private length = 0;

  /** Put an array in; returns its accessor. */
  add(array: Float32Array | Uint32Array, type: keyof typeof WIDTHS): number {
    this.views.push({ buffer: 0, byteOffset: this.length, byteLength: array.byteLength });
    this.arrays.push(array);
    this.length += array.byteLength;
    const componentType = array instanceof Float32Array ? FLOAT : UNSIGNED_INT;
    const count = array.length / WIDTHS[type];
    return (
      this.accessors.push({
        bufferView: this.views.length - 1,
        componentType,
        count,
        type,
        ...boundsOf(array, WIDTHS[type]),
      }) - 1
    );
  }

  /** The whole file: header, JSON padded with spaces, buffer; every chunk a multiple of four bytes long. */
  file(json: GltfJson): Uint8Array<ArrayBuffer> {
    const text = new TextEncoder().encode(
      JSON.stringify({
        asset: { version: "2.0", generator: "EvoWeb" },
        ...json,
        accessors: this.accessors,
        bufferViews: this.views,
        buffers: [{ byteLength: this.length }],
      }),
    );
    const padded = Math.ceil(text.length / 4) * 4;
    const file = new Uint8Array(12 + 8 + padded + 8 + this.length);
    const numbers = new DataView(file.buffer);
    const put = (at: number, ...values: number[]): void => {
      for (const [i, value] of values.entries()) numbers.setUint32(at + 4 * i, value, true);
    };
    put(0, MAGIC, VERSION, file.length, padded, JSON_CHUNK);
    file.fill(0x20, 20, 20 + padded);
    file.set(text, 20);
    put(20 + padded, this.length, BINARY_CHUNK);
    let at = 28 + padded;
    for (const { buffer, byteOffset, byteLength } of this.arrays) {
      file.set(new Uint8Array(buffer, byteOffset, byteLength), at);
      at += byteLength;
    }
    return file;
  }
}

/** Smallest and largest of each component, which the format asks for. */
function boundsOf(array: Float32Array | Uint32Array, width: number): { min: number[]; max: number[] } {
  const min = new Array<number>(width).fill(Infinity);
  const max = new Array<number>(width).fill(-Infinity);
  array.forEach((value, i) => {
    min[i % width] = Math.min(min[i % width]!, value);
    max[i % width] = Math.max(max[i % width]!, value);
  });
  return { min, max };
}
