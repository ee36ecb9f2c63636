// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { el } from "./dom";
import { words } from "./words";

const shown = (text: string) => el("p", {}, ...words(text));

describe("a person's text", () => {
  it("is text, whatever stands in it", () => {
    const text = "<img src=x onerror=alert(1)> & <b>bold</b>\nnext";
    expect(shown(text).textContent).toBe(text);
    expect(shown(text).children).toHaveLength(0);
  });
  it("has addresses that can be followed, without what stands behind them", () => {
    const p = shown("See https://example.org/a?b=c#d, (and http://x.org/y). Not javascript:alert(1).");
    expect([...p.querySelectorAll("a")].map((a) => a.getAttribute("href"))).toEqual([
      "https://example.org/a?b=c#d",
      "http://x.org/y",
    ]);
    expect(p.querySelector("a")?.rel).toBe("noopener noreferrer nofollow");
    expect(p.textContent).toContain("(and http://x.org/y). Not javascript:alert(1).");
  });
});
