// @vitest-environment happy-dom
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ReconnectingClipSocket } from "./clips";

/** A line that notes what is said on it. */
class Line {
  static readonly OPEN = 1;
  static lines: Line[] = [];
  readonly said: string[] = [];
  readyState = 0;
  onopen = () => {};
  onmessage = (_: { data: string | ArrayBuffer }) => {};
  onclose = (_: { code: number }) => {};
  readonly url: string;
  constructor(url: string) {
    this.url = url;
    Line.lines.push(this);
  }
  /** requests and acknowledgements, apart */
  get requests(): { request: number }[] {
    return this.heard.filter(({ type }) => type !== "ack") as { request: number }[];
  }
  get acknowledged(): (number | undefined)[] {
    return this.heard.filter(({ type }) => type === "ack").map(({ seq }) => seq);
  }
  private get heard(): { type?: string; seq?: number }[] {
    return this.said.map((message) => JSON.parse(message) as { type?: string });
  }
  /** what the address asks for */
  get asked(): unknown {
    return JSON.parse(new URL(this.url).searchParams.get("ask") ?? "null");
  }
  up(): void {
    this.readyState = Line.OPEN;
    this.onopen();
  }
  send(message: string): void {
    this.said.push(message);
  }
  close(): void {}
  answer(body: object): void {
    this.onmessage({ data: JSON.stringify(body) });
  }
}

function opened(): { line: Line; clip: Promise<unknown>; socket: ReconnectingClipSocket } {
  const socket = new ReconnectingClipSocket();
  const clip = socket.request(1, "0-0", 0);
  clip.catch(() => {});
  const line = Line.lines[0] as Line;
  line.up();
  return { line, clip, socket };
}

/** A clip as the server sends it, answering this request. */
function clipMessage(request: number): ArrayBuffer {
  const golden = readFileSync(`${import.meta.dirname}/clip.golden.bin`);
  const bytes = new Uint8Array(golden).buffer;
  new DataView(bytes).setUint32(4, request, true);
  return bytes;
}

beforeEach(() => {
  vi.useFakeTimers();
  Line.lines = [];
  vi.stubGlobal("WebSocket", Line);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a clip refused for now is asked for again when the server said", async () => {
  const { line } = opened();
  line.answer({ request: 1, error: "still loading", retry_after: 3 });
  await vi.advanceTimersByTimeAsync(2900);
  expect(line.requests).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(200);
  expect(line.requests).toEqual([line.asked]);
});

test("who is refused again and again is told why", async () => {
  const { line, clip } = opened();
  for (let i = 0; i <= 20; i++) {
    line.answer({ request: 1, error: "still busy", retry_after: 1 });
    await vi.advanceTimersByTimeAsync(1000);
  }
  await expect(clip).rejects.toThrow("still busy");
});

test("a refusal for good comes at once", async () => {
  const { line, clip } = opened();
  line.answer({ request: 1, error: "There is no such creature." });
  await expect(clip).rejects.toThrow("no such creature");
  expect(line.requests).toHaveLength(0);
});

test("every answer is acknowledged by the number of its request: a clip, an error, one for an earlier page", () => {
  const { line } = opened();
  line.answer({ request: 1, error: "still loading", retry_after: 3 });
  line.answer({ request: 9, error: "There is no such creature." });
  line.onmessage({ data: clipMessage(1) });
  expect(line.acknowledged).toEqual([1, 9, 1]);
  line.answer({ error: "Send a JSON object." });
  expect(line.acknowledged).toHaveLength(3);
});

test("a line that was closed because this page was asleep is opened again, one that is refused is not", async () => {
  const { line, clip } = opened();
  line.onclose({ code: 4408 });
  await vi.advanceTimersByTimeAsync(1000);
  expect(Line.lines).toHaveLength(2);
  Line.lines[1]!.onclose({ code: 4400 });
  await expect(clip).rejects.toThrow("reload");
});

test("the first request travels with the address, the others once the line is up, each once", () => {
  const socket = new ReconnectingClipSocket();
  for (const name of ["0-0", "0-1"]) socket.request(1, name, 0).catch(() => {});
  const [line] = Line.lines as [Line];
  expect(line.asked).toEqual({ request: 1, run: 1, creature: "0-0", generation: 0 });
  line.up();
  expect(line.requests.map(({ request }) => request)).toEqual([2]);
});

test("after the line broke, all that is pending is asked for again", async () => {
  const { line, socket } = opened();
  socket.request(1, "0-1", 0).catch(() => {});
  line.onclose({ code: 1006 });
  await vi.advanceTimersByTimeAsync(1000);
  const again = Line.lines[1] as Line;
  again.up();
  expect(again.asked).toMatchObject({ request: 1 });
  expect(again.requests.map(({ request }) => request)).toEqual([2]);
});
