// @vitest-environment happy-dom
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { partColour } from "../replay/parts";
import { readTheme } from "../viewer/theme";
import { heatScale } from "./heat";
import { moreIs } from "./more-is";
import { token } from "./tokens";

const SOURCES = join(import.meta.dirname, "..");
const CSS = readFileSync(join(SOURCES, "styles/tokens.css"), "utf8");

/** Tokens of the themes as tokens.css has them; what is the same in both stands in the first block. */
function tokensOf(theme: "light" | "dark"): Map<string, string> {
  const dark = CSS.indexOf('[data-bs-theme="dark"] {');
  const text = theme === "light" ? CSS.slice(0, dark) : CSS.slice(dark);
  return new Map([...text.matchAll(/(--ev-[\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name!, value!]));
}

function show(theme: "light" | "dark"): void {
  document.documentElement.dataset.bsTheme = theme;
  const all = theme === "light" ? tokensOf("light") : new Map([...tokensOf("light"), ...tokensOf("dark")]);
  vi.stubGlobal("getComputedStyle", () => ({ getPropertyValue: (name: string) => all.get(name) ?? "" }));
}

beforeEach(() => show("light"));
afterEach(() => vi.unstubAllGlobals());

/** Names that the code makes, beside those that it writes out: of the scales, and of parts of scores. */
const COMPUTED = [
  ...Array.from({ length: 7 }, (_, i) => `h${i}`),
  ...Array.from({ length: 8 }, (_, i) => `c${i + 1}`),
  ...["pellets", "progress", "travel", "regression", "effort", "distance", "height", "approach", "?"].map(
    partColour,
  ),
];

function written(): string[] {
  const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" });
  return files
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .flatMap((name) => [...readFileSync(join(SOURCES, name), "utf8").matchAll(/\btoken\("([\w-]+)"\)/g)])
    .map(([, name]) => name!);
}

describe("tokens", () => {
  it("that are asked for by a computed or a written name are all there", () => {
    expect(written().length).toBeGreaterThan(20);
    for (const name of [...COMPUTED, ...written()]) expect(token(name), name).not.toBe("");
    expect(() => readTheme()).not.toThrow();
  });
  it("that are not there are an error with their name, and never black", () => {
    expect(() => token("h7")).toThrow("--ev-h7");
  });
  it("of the heat scale begin, in each theme, with the colour of nobody", () => {
    expect(heatScale()[0]).toEqual([0xf4, 0xf6, 0xf6]);
    show("dark");
    expect(heatScale()[0]).toEqual([0x16, 0x1b, 0x1e]);
  });
});

describe("words about the heat scale", () => {
  it("say how more is shown in the theme that is shown", () => {
    expect(moreIs()).toBe("darker");
    show("dark");
    expect(moreIs()).toBe("brighter");
  });
});
