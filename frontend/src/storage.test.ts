// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { kept, oneOf } from "./storage";

beforeEach(() => localStorage.clear());
afterEach(() => vi.unstubAllGlobals());

const WORD = oneOf("on", "off");

test("what is written is read again, by whoever asks under the same key", () => {
  kept("a", WORD).write("on");
  expect(kept("a", WORD).read()).toBe("on");
  expect(kept("b", WORD).read()).toBeNull();
  kept("a", WORD).forget();
  expect(kept("a", WORD).read()).toBeNull();
});

test("what makes no sense is forgotten, and what comes after it is remembered", () => {
  for (const text of ["", "{", "null", "auto", "[1", '"dark"', "\u0000"]) {
    localStorage.setItem("a", text);
    expect(kept("a", WORD).read()).toBeNull();
    expect(localStorage.getItem("a")).toBeNull();
    kept("a", WORD).write("off");
    expect(kept("a", WORD).read()).toBe("off");
  }
});

test("a word as former versions wrote it is understood", () => {
  localStorage.setItem("a", "on");
  expect(kept("a", WORD).read()).toBe("on");
});

test("where the storage is denied or full, things are remembered until the page is left", () => {
  const denied = () => {
    throw new DOMException("denied", "SecurityError");
  };
  vi.stubGlobal("localStorage", { getItem: () => null, setItem: denied, removeItem: denied });
  const word = kept("denied", WORD);
  word.write("on");
  expect(word.read()).toBe("on");
  word.forget();
  expect(word.read()).toBeNull();
});
