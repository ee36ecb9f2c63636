// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { listen } from "./progress";

class FakeSocket {
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
  return { receive: vi.fn(), down: vi.fn(), greeting: () => ({ after: last() }) };
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
    FakeSocket.made[0]!.onmessage({ data: "{}" });
    const heard = new Date();
    FakeSocket.made[0]!.onclose({ code: 1006 });
    vi.advanceTimersByTime(400);
    expect(told.down).not.toHaveBeenCalledWith(expect.any(Date));
    vi.advanceTimersByTime(1500);
    expect(told.down).toHaveBeenLastCalledWith(heard);
    FakeSocket.made.at(-1)!.onopen();
    expect(told.down).toHaveBeenLastCalledWith(null);
  });
  it("does not come back when the server refuses it or the page has left", () => {
    listen("/ws/x/", line());
    FakeSocket.made[0]!.onclose({ code: 4404 });
    const stop = listen("/ws/y/", line());
    stop();
    vi.advanceTimersByTime(60_000);
    expect(FakeSocket.made).toHaveLength(2);
  });
});
