// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { poll } from "./poll";

const answers: (() => Response | Promise<Response>)[] = [];
const told: string[] = [];
const to = {
  receive: (answer: { n: number }) => told.push(`n ${answer.n}`),
  down: (since: Date | null) => told.push(since ? "down" : "up"),
  refused: (why: string) => told.push(why),
};
const json = (body: unknown, status = 200) => Response.json(body, { status });

beforeEach(() => {
  vi.useFakeTimers();
  told.length = 0;
  answers.length = 0;
  vi.stubGlobal("fetch", async () => (answers.shift() as () => Response)());
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("answers keep coming, over a lost line too", async () => {
  const lost = () => Promise.reject(new TypeError("no line"));
  answers.push(
    () => json({ n: 1 }),
    lost,
    () => json({ n: 2 }),
  );
  const stop = poll("/x", 2000, to);
  await vi.advanceTimersByTimeAsync(6100);
  stop();
  expect(told).toEqual(["up", "n 1", "down", "up", "n 2"]);
});

test("a refusal ends it, and says why", async () => {
  answers.push(() => json({ detail: "Only staff may see this" }, 403));
  poll("/x", 2000, to);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(told).toEqual(["Only staff may see this"]);
});

test("nothing is asked while nobody looks", async () => {
  vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  const stop = poll("/x", 2000, to);
  await vi.advanceTimersByTimeAsync(10_000);
  stop();
  expect(told).toEqual([]);
});
