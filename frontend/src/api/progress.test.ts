// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { followRun, listen, type RunProgress } from "./progress";
import { followRuns } from "./runs-line";

class FakeSocket {
  static readonly OPEN = 1;
  readonly readyState = FakeSocket.OPEN;
  static made: FakeSocket[] = [];
  sent: string[] = [];
  onopen = () => {};
  onmessage = (_event: { data: string }) => {};
  onclose = (_event: { code: number }) => {};
  constructor() {
    FakeSocket.made.push(this);
  }
  send(text: string): void {
    this.sent.push(text);
  }
  close(): void {
    this.onclose({ code: 1000 });
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  FakeSocket.made = [];
  vi.stubGlobal("WebSocket", FakeSocket);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function line(last = () => 0) {
  return { receive: vi.fn(() => true), down: vi.fn(), refused: vi.fn(), greeting: () => ({ after: last() }) };
}

describe("a live line", () => {
  it("greets with what it has after every connect, so that nothing is missed", () => {
    let last = -1;
    listen(
      "/ws/x/",
      line(() => last),
    );
    FakeSocket.made[0]!.onopen();
    last = 7;
    FakeSocket.made[0]!.onclose({ code: 1006 });
    vi.advanceTimersByTime(600);
    FakeSocket.made[1]!.onopen();
    expect(FakeSocket.made.map(({ sent }) => sent)).toEqual([['{"after":-1}'], ['{"after":7}']]);
  });
  it("says that it is down only after a while, with the time of the last data, and that it is up again", () => {
    const told = line();
    listen("/ws/x/", told);
    FakeSocket.made[0]!.onopen();
    FakeSocket.made[0]!.onmessage({ data: '{"seq":1}' });
    const heard = new Date();
    FakeSocket.made[0]!.onclose({ code: 1006 });
    vi.advanceTimersByTime(200);
    expect(told.down).not.toHaveBeenCalledWith(expect.any(Date));
    vi.advanceTimersByTime(1500);
    expect(told.down).toHaveBeenLastCalledWith(heard);
    FakeSocket.made.at(-1)!.onopen();
    expect(told.down).toHaveBeenLastCalledWith(heard);
    FakeSocket.made.at(-1)!.onmessage({ data: '{"type":"ping"}' });
    expect(told.down).toHaveBeenLastCalledWith(null);
  });
  it("does not come back when the server refuses it, and says why, or the page has left", () => {
    const told = line();
    listen("/ws/x/", told);
    FakeSocket.made[0]!.onclose({ code: 4404 });
    expect(told.refused).toHaveBeenCalledWith(expect.stringContaining("may not see"));
    const { stop } = listen("/ws/y/", line());
    stop();
    vi.advanceTimersByTime(60_000);
    expect(FakeSocket.made).toHaveLength(2);
  });
  it("comes back when it was closed because this page was asleep", () => {
    listen("/ws/x/", line());
    FakeSocket.made[0]!.onclose({ code: 4408 });
    vi.advanceTimersByTime(600);
    expect(FakeSocket.made).toHaveLength(2);
  });
  it("waits longer after each failure, and less again once it has heard something", () => {
    listen("/ws/x/", line());
    for (let i = 0; i < 6; i++) {
      FakeSocket.made.at(-1)!.onclose({ code: 1006 });
      vi.advanceTimersByTime(10_000);
    }
    expect(FakeSocket.made).toHaveLength(7);
    FakeSocket.made.at(-1)!.onopen();
    FakeSocket.made.at(-1)!.onclose({ code: 1006 });
    vi.advanceTimersByTime(5000);
    expect(FakeSocket.made).toHaveLength(7);
    vi.advanceTimersByTime(5000);
    FakeSocket.made.at(-1)!.onmessage({ data: '{"seq":1}' });
    FakeSocket.made.at(-1)!.onclose({ code: 1006 });
    vi.advanceTimersByTime(600);
    expect(FakeSocket.made).toHaveLength(9);
  });
});

describe("a run that is followed", () => {
  const have: number[] = [];
  const told = { receive: vi.fn(), down: vi.fn(), refused: vi.fn() };
  let socket: FakeSocket;
  const server = (message: object) => socket.onmessage({ data: JSON.stringify(message) });
  const progress = (seq: number, from: number, count: number, snapshot = false) => ({
    type: "progress",
    seq,
    snapshot,
    from,
    run: { id: 5, revision: seq },
    generations: Array.from({ length: count }, (_, i) => ({ number: from + i })),
  });

  beforeEach(() => {
    have.length = 0;
    vi.resetAllMocks();
    told.receive.mockImplementation((message: RunProgress) => {
      if (message.snapshot) have.length = 0;
      have.push(...message.generations.map(({ number }) => number));
    });
    followRun(5, () => have.at(-1) ?? -1, told);
    socket = FakeSocket.made[0]!;
    socket.onopen();
  });

  it("acknowledges a message once it was handled, and not before", () => {
    told.receive.mockImplementationOnce(() => expect(socket.sent).toHaveLength(1));
    server(progress(3, 0, 1));
    expect(socket.sent.at(-1)).toBe('{"type":"ack","seq":3}');
    told.receive.mockImplementationOnce(() => {
      throw new Error("the page is broken");
    });
    expect(() => server(progress(4, 0, 1))).toThrow("broken");
    expect(socket.sent.at(-1)).toBe('{"type":"ack","seq":3}');
  });
  it("says after a reconnect what it has, so that it gets what it lacks", () => {
    server(progress(3, 0, 2));
    socket.onclose({ code: 1006 });
    vi.advanceTimersByTime(600);
    socket = FakeSocket.made[1]!;
    socket.onopen();
    expect(JSON.parse(socket.sent[0]!)).toEqual({ type: "hello", after: 1, seq: 3 });
    server(progress(5, 2, 2));
    expect(have).toEqual([0, 1, 2, 3]);
  });
  it("takes no generation twice, and nothing older than what it has", () => {
    server(progress(3, 0, 2));
    server(progress(4, 1, 2));
    server(progress(4, 1, 2));
    server(progress(2, 0, 1));
    expect(have).toEqual([0, 1, 2]);
    expect(told.receive).toHaveBeenCalledTimes(2);
    expect(socket.sent.filter((said) => said.includes("ack"))).toHaveLength(4);
  });
  it("asks again where something is missing before what came", () => {
    server(progress(3, 0, 2));
    server(progress(6, 5, 1));
    expect(have).toEqual([0, 1]);
    expect(JSON.parse(socket.sent.at(-1)!)).toEqual({ type: "hello", after: 1, seq: -1 });
  });
  it("begins anew with a snapshot, though it is older than what was here", () => {
    server(progress(9, 0, 4));
    server(progress(2, 0, 2, true));
    expect(have).toEqual([0, 1]);
    server(progress(3, 2, 1));
    expect(have).toEqual([0, 1, 2]);
  });
  it("takes no notice of the server's complaints, which have no number", () => {
    server({ error: "Send a JSON object." });
    expect(told.receive).not.toHaveBeenCalled();
    expect(socket.sent).toHaveLength(1);
  });
});

describe("runs that are followed", () => {
  it("are asked about by number after every connect: one may have ended meanwhile", () => {
    const told = { receive: vi.fn(), down: vi.fn(), refused: vi.fn(), unfinished: () => [5, 7] };
    const stop = followRuns(told);
    FakeSocket.made[0]!.onopen();
    expect(JSON.parse(FakeSocket.made[0]!.sent[0]!)).toEqual({ type: "hello", runs: [7, 5] });
    FakeSocket.made[0]!.onmessage({ data: '{"type":"runs","seq":1,"runs":[]}' });
    expect(told.receive).toHaveBeenCalledTimes(1);
    expect(FakeSocket.made[0]!.sent.at(-1)).toBe('{"type":"ack","seq":1}');
    stop();
  });
  it("come over one line, however many of a page follow them, to who came later as well", () => {
    const follower = (ids: number[]) => ({
      receive: vi.fn(),
      down: vi.fn(),
      refused: vi.fn(),
      unfinished: () => ids,
    });
    const [first, second] = [follower([7]), follower([9, 7])];
    const stops = [followRuns(first)];
    const socket = FakeSocket.made[0]!;
    socket.onopen();
    stops.push(followRuns(second));
    expect(FakeSocket.made).toHaveLength(1);
    expect(JSON.parse(socket.sent.at(-1)!)).toEqual({ type: "hello", runs: [9, 7] });
    socket.onmessage({ data: '{"type":"runs","seq":1,"runs":[]}' });
    expect([first, second].map(({ receive }) => receive.mock.calls.length)).toEqual([1, 1]);
    stops[0]!();
    socket.onmessage({ data: '{"type":"runs","seq":2,"runs":[]}' });
    expect([first, second].map(({ receive }) => receive.mock.calls.length)).toEqual([1, 2]);
    stops[1]!();
  });
});
