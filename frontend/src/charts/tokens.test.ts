import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const SOURCE = join(__dirname, "..");
const [light, dark] = readFileSync(join(SOURCE, "styles/tokens.css"), "utf8").split(
  '[data-bs-theme="dark"] {',
);
const range = (name: string, from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => `${name}${from + i}`);

/** Names that are put together of a letter and a number where they are asked for: those there must be. */
const COMPUTED: Record<string, string[]> = { h: range("h", 0, 6), c: range("c", 1, 8), o: range("o", 1, 5) };

const files = readdirSync(SOURCE, { recursive: true, encoding: "utf8" })
  .filter((name) => /(?<!\.test)\.(ts|css)$/.test(name) && !name.endsWith("tokens.css"))
  .map((name) => readFileSync(join(SOURCE, name), "utf8"));

describe("tokens", () => {
  it("are all there that are asked for by name", () => {
    const named = files.flatMap((text) => [
      ...[...text.matchAll(/\btoken\("([\w-]+)"\)/g)].map(([, name]) => name!),
      ...[...text.matchAll(/--ev-([\w-]+)(?![\w${-])/g)].map(([, name]) => name!),
    ]);
    expect(named.length).toBeGreaterThan(100);
    const set = files.join("");
    const missing = named.filter(
      (name) => !light!.includes(`--ev-${name}:`) && !set.includes(`"--ev-${name}"`),
    );
    expect([...new Set(missing)].filter((name) => !set.includes(`--ev-${name}:`))).toEqual([]);
  });
  it("are there in both themes where a name is put together", () => {
    for (const names of Object.values(COMPUTED)) {
      for (const name of names) {
        expect(light, name).toContain(`--ev-${name}:`);
        expect(dark, name).toContain(`--ev-${name}:`);
      }
    }
  });
  it("are put together in no other way than this test knows", () => {
    const beginnings = files.flatMap((text) =>
      [...text.matchAll(/(?:token\(`|--ev-)([a-z]+)\$\{/g)].map(([, letter]) => letter!),
    );
    expect(beginnings).toContain("h");
    expect(beginnings.filter((letter) => !(letter in COMPUTED))).toEqual([]);
  });
});
