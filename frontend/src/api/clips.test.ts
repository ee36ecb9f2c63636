// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ReconnectingClipSocket } from "./clips";

/** A line that notes what is said on it. */
class Line {
  static readonly OPEN = 1;
  static lines: Line[] = [];
  readonly said: string[] = [];
  readyState = Line.OPEN;
  onopen = () => {};
  onmessage = (_: { data: string }) => {};
  onclose = (_: { code: number }) => {};
  constructor() {
    Line.lines.push(this);
  }
  send(message: string): void {
    this.said.push(message);
  }
  answer(body: object): void {
    this.onmessage({ data: JSON.stringify(body) });
  }
}

function opened(): { line: Line; clip: Promise<unknown> } {
  const clip = new ReconnectingClipSocket("ws://x").request(1, "0-0", 0);
  clip.catch(() => {});
  const line = Line.lines[0] as Line;
  line.onopen();
  return { line, clip };
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
  expect(line.said).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(200);
  expect(line.said).toHaveLength(2);
  expect(line.said[1]).toBe(line.said[0]);
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
  expect(line.said).toHaveLength(1);
});
