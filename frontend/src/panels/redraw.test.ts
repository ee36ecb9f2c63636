// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { redrawn } from "./redraw";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("draws once for all that came before a frame", () => {
  const draw = vi.fn();
  const again = redrawn(draw);
  for (let message = 0; message < 100; message++) again();
  vi.advanceTimersByTime(50);
  expect(draw).toHaveBeenCalledTimes(1);
  again();
  vi.advanceTimersByTime(50);
  expect(draw).toHaveBeenCalledTimes(2);
});

it("rests four times as long as drawing took", () => {
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => now);
  const draw = vi.fn(() => {
    now += 100; // drawing takes 100 ms
  });
  const again = redrawn(draw);
  again();
  vi.advanceTimersByTime(50);
  again();
  vi.advanceTimersByTime(390);
  expect(draw).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(50);
  expect(draw).toHaveBeenCalledTimes(2);
});
