// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { fitnessPicture } from "./fitness";

beforeEach(() => vi.stubGlobal("getComputedStyle", () => ({ getPropertyValue: () => "#123456" })));
afterEach(() => vi.unstubAllGlobals());

it("the line of the best goes from mark to mark, as a step to the last one would end beside its dot", () => {
  for (const series of fitnessPicture("fitness, m", true).series()) expect(series.paths).toBeUndefined();
});
