// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ReconnectingClipSocket } from "./clips";
import { DEADLINE_MS, LiveSocket } from "./live-socket";
import { listen } from "./progress";

/** A socket whose other end is this test. Closing it takes for ever, as it does on a dead line. */
class Line {
  static readonly OPEN = 1;
  static made: Line[] = [];
  readyState = 0;
  closed = false;
  readonly said: { type?: string; request?: number }[] = [];
  onopen = () => {};
  onmessage = (_: { data: string }) => {};
  onclose = (_: { code: number }) => {};
  constructor() {
    Line.made.push(this);
  }
  send(message: string): void {
    this.said.push(JSON.parse(message) as { type?: string });
  }
  close(): void {
    this.closed = true;
  }
  up(): void {
    this.readyState = Line.OPEN;
    this.onopen();
  }
  server(message: object): void {
    this.onmessage({ data: JSON.stringify(message) });
  }
}

const PING = { type: "ping" };
let live: LiveSocket | undefined;
let isHidden = false;

beforeEach(() => {
  vi.useFakeTimers();
  Line.made = [];
  isHidden = false;
  vi.stubGlobal("WebSocket", Line);
  vi.spyOn(document, "hidden", "get").mockImplementation(() => isHidden);
});
afterEach(() => {
  live?.stop();
  vi.restoreAllMocks();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function use(isWanted = true) {
  return {
    address: () => "/ws/x/",
    opened: vi.fn(),
    live: vi.fn(),
    received: vi.fn(),
    lost: vi.fn((_since: Date, _failures: number) => isWanted),
    refused: vi.fn(),
  };
}

/** A socket that is open, and on which the server has pinged. */
function opened(used = use()) {
  live = new LiveSocket(used);
  live.open();
  const line = Line.made[0]!;
  line.up();
  line.server(PING);
  return { used, line };
}

test("a ping is answered, and is nobody's message; a pong neither", () => {
  const { used, line } = opened();
  expect(line.said).toEqual([{ type: "pong" }]);
  line.server({ type: "pong" });
  expect(line.said).toHaveLength(1);
  line.server({ seq: 1 });
  expect(used.received.mock.calls).toEqual([[{ seq: 1 }]]);
});

test("it is live when the server has spoken, not when it was opened, and once", () => {
  const used = use();
  live = new LiveSocket(used);
  live.open();
  Line.made[0]!.up();
  expect(used.live).not.toHaveBeenCalled();
  Line.made[0]!.server(PING);
  Line.made[0]!.server(PING);
  expect(used.live).toHaveBeenCalledTimes(1);
});

test("a line on which nothing comes is dead: it is left, and another is opened, within 15 s", () => {
  const { used, line } = opened();
  vi.advanceTimersByTime(DEADLINE_MS - 1);
  expect(used.lost).not.toHaveBeenCalled();
  const since = new Date(Date.now() - (DEADLINE_MS - 1));
  vi.advanceTimersByTime(1);
  expect(DEADLINE_MS).toBeLessThanOrEqual(15_000);
  expect(used.lost.mock.calls).toEqual([[since, 0]]);
  expect(line.closed).toBe(true);
  vi.advanceTimersByTime(600);
  expect(Line.made).toHaveLength(2);
  line.server({ seq: 1 }); // what the old one still says, or that it is closed at last
  line.onclose({ code: 1006 });
  expect(used.received).not.toHaveBeenCalled();
  expect(used.lost).toHaveBeenCalledTimes(1);
});

test("pings alone keep a line alive", () => {
  const { used, line } = opened();
  for (let i = 0; i < 20; i++) {
    vi.advanceTimersByTime(5000);
    line.server(PING);
  }
  expect(used.lost).not.toHaveBeenCalled();
});

test("a line that never comes up is dead as well, and tries are ever rarer", () => {
  live = new LiveSocket(use());
  live.open();
  const after = (ms: number) => {
    vi.advanceTimersByTime(ms);
    return Line.made.length;
  };
  expect(after(DEADLINE_MS)).toBe(1);
  expect(after(500)).toBe(2);
  expect(after(DEADLINE_MS + 1000)).toBe(3);
  vi.advanceTimersByTime(5 * (DEADLINE_MS + 10_000));
  const made = Line.made.length;
  expect(after(5 * (DEADLINE_MS + 6000))).toBeLessThanOrEqual(made + 5);
});

test.each(["online", "pageshow", "visibilitychange"])("at %s the line is tried at once", (event) => {
  const { used, line } = opened();
  const happen = () => (event === "visibilitychange" ? document : window).dispatchEvent(new Event(event));
  vi.advanceTimersByTime(4000);
  isHidden = event === "visibilitychange";
  happen();
  expect(line.said.filter(({ type }) => type === "ping")).toHaveLength(isHidden ? 0 : 1);
  isHidden = false;
  if (event === "visibilitychange") happen();
  expect(line.said.at(-1)).toEqual(PING);
  line.server({ type: "pong" });
  vi.advanceTimersByTime(4000);
  expect(used.lost).not.toHaveBeenCalled(); // it answered
  happen();
  vi.advanceTimersByTime(3000);
  expect(used.lost).toHaveBeenCalledTimes(1); // it did not
  expect(Line.made).toHaveLength(1);
  happen();
  expect(Line.made).toHaveLength(2); // and the next try need not wait
});

test("a line that was heard just now is not asked, and one that was refused or stopped not opened", () => {
  const { used, line } = opened();
  window.dispatchEvent(new Event("pageshow"));
  expect(line.said).toEqual([{ type: "pong" }]);
  line.onclose({ code: 4404 });
  expect(used.refused).toHaveBeenCalledTimes(1);
  window.dispatchEvent(new Event("online"));
  live!.stop();
  window.dispatchEvent(new Event("online"));
  vi.advanceTimersByTime(60_000);
  expect(Line.made).toHaveLength(1);
});

test("where the server has as many as it takes, the page comes again later", () => {
  const { line } = opened();
  line.onclose({ code: 4429 });
  live!.open();
  vi.advanceTimersByTime(11_000);
  expect(Line.made).toHaveLength(1);
  vi.advanceTimersByTime(9000);
  expect(Line.made).toHaveLength(2);
});

test("figures are told not to be live within 15 s, and live again at the first word", () => {
  const told = { receive: () => true, down: vi.fn(), refused: vi.fn(), greeting: () => ({}) };
  const { stop } = listen("/ws/x/", told);
  Line.made[0]!.up();
  Line.made[0]!.server(PING);
  const heard = new Date();
  vi.advanceTimersByTime(15_000);
  expect(told.down).toHaveBeenLastCalledWith(heard);
  Line.made.at(-1)!.up();
  expect(told.down).toHaveBeenLastCalledWith(heard);
  Line.made.at(-1)!.server(PING);
  expect(told.down).toHaveBeenLastCalledWith(null);
  stop();
});

test("a clip's line that was closed for idleness is opened when the next clip is asked for", () => {
  const clips = new ReconnectingClipSocket();
  const asked = clips.request(1, "0-0", 0);
  asked.catch(() => {});
  const line = Line.made[0]!;
  line.up();
  line.server({ request: 1, error: "There is no such creature." });
  line.onclose({ code: 4410 });
  vi.advanceTimersByTime(60_000);
  window.dispatchEvent(new Event("online"));
  expect(Line.made).toHaveLength(1);
  clips.request(1, "0-1", 0).catch(() => {});
  expect(Line.made).toHaveLength(2);
});

test("a clip that was asked for on a dead line is asked for again", () => {
  const clips = new ReconnectingClipSocket();
  clips.request(1, "0-0", 0).catch(() => {});
  Line.made[0]!.up();
  Line.made[0]!.server(PING);
  clips.request(1, "0-1", 0).catch(() => {});
  vi.advanceTimersByTime(DEADLINE_MS + 600);
  expect(Line.made).toHaveLength(2);
  Line.made[1]!.up();
  expect(Line.made[1]!.said).toEqual([expect.objectContaining({ request: 2 })]); // 1 is in its address
});
