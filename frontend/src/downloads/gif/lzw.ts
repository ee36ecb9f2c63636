/** The compression of GIF: LZW with codes of 9 to 12 bits, in blocks of at most 255 bytes. */

/** bits of a plain colour number */
export const COLOUR_BITS = 8;
const CLEAR = 1 << COLOUR_BITS;
const END = CLEAR + 1;
const MOST_CODES = 4096;
const BLOCK = 255;

/** Compresses one picture after the other. */
export class Lzw {
  /** the code of a run and the colour after it, at run · 256 + colour; of no use where its age is another */
  private readonly codes = new Uint16Array(MOST_CODES << COLOUR_BITS);
  private readonly ages = new Uint32Array(MOST_CODES << COLOUR_BITS);
  private age = 0;

  /** The picture's data as it stands in a file: size of codes, blocks, and the empty block that ends them. */
  compress(colours: Uint8Array): Uint8Array<ArrayBuffer> {
    const out = new BlockWriter(colours.length);
    const { codes, ages } = this;
    let next = this.reset();
    let bits = COLOUR_BITS + 1;
    out.write(CLEAR, bits);
    let run = colours[0]!;
    for (let i = 1; i < colours.length; i++) {
      const colour = colours[i]!;
      const place = (run << COLOUR_BITS) | colour;
      if (ages[place] === this.age) {
        run = codes[place]!;
        continue;
      }
      out.write(run, bits);
      run = colour;
      if (next === MOST_CODES) {
        out.write(CLEAR, bits);
        next = this.reset();
        bits = COLOUR_BITS + 1;
        continue;
      }
      ages[place] = this.age;
      codes[place] = next;
      if (next === 1 << bits) bits++;
      next++;
    }
    out.write(run, bits);
    // The reader has put one code more into its table by now, and may read longer codes from here.
    if (next === 1 << bits && bits < 12) bits++;
    out.write(END, bits);
    return out.finish();
  }

  /** Forget all codes; returns the first that is free. */
  private reset(): number {
    this.age++;
    return END + 1;
  }
}

/** Codes of any number of bits, lowest first, in blocks that begin with their length. */
class BlockWriter {
  private bytes: Uint8Array<ArrayBuffer>;
  /** where the length of the open block belongs */
  private block = 1;
  private length = 2;
  private pending = 0;
  private count = 0;

  constructor(guess: number) {
    this.bytes = new Uint8Array(Math.max(1024, guess >> 1));
    this.bytes[0] = COLOUR_BITS;
  }

  write(code: number, bits: number): void {
    this.pending |= code << this.count;
    this.count += bits;
    while (this.count >= 8) {
      this.put(this.pending & 255);
      this.pending >>>= 8;
      this.count -= 8;
    }
  }

  finish(): Uint8Array<ArrayBuffer> {
    if (this.count > 0) this.put(this.pending & 255);
    this.close();
    this.bytes[this.block] = 0;
    return this.bytes.slice(0, this.length);
  }

  private put(byte: number): void {
    if (this.length - this.block - 1 === BLOCK) this.close();
    if (this.length + 2 >= this.bytes.length) this.grow();
    this.bytes[this.length++] = byte;
  }

  /** Write the length of the block into its beginning, and begin another. */
  private close(): void {
    const size = this.length - this.block - 1;
    if (size === 0) return;
    this.bytes[this.block] = size;
    this.block = this.length++;
    if (this.length + 2 >= this.bytes.length) this.grow();
  }

  private grow(): void {
    const larger = new Uint8Array(2 * this.bytes.length);
    larger.set(this.bytes);
    this.bytes = larger;
  }
}
