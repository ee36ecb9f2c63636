import { describe, expect, it } from "vitest";
import { about, ago, bytes, count, decimal, duration, plural, score, short, signed } from "./format";

const THIN = "\u2009";

describe("numbers", () => {
  it("have thin spaces in thousands and a true minus", () => {
    expect(count(1234567)).toBe(`1${THIN}234${THIN}567`);
    expect(decimal(-1234.56, 1)).toBe(`−1${THIN}234.6`);
    expect(count(999)).toBe("999");
  });
  it("never show a negative zero", () => {
    expect(decimal(-0.04, 1)).toBe("0.0");
    expect(signed(-0.001)).toBe("0.0");
  });
  it("show small scores with two decimals, large ones with one, none as a dash", () => {
    expect([score(5.934), score(9.996), score(412.62), score(null)]).toEqual(["5.93", "10.0", "412.6", "–"]);
  });
  it("carry their sign where they add to a sum", () => {
    expect([signed(400), signed(-2.44)]).toEqual(["+400.0", "−2.4"]);
  });
  it("are shortened to three digits with a prefix, across the edges of prefixes", () => {
    expect([short(0), short(96), short(960), short(6000), short(703_200), short(1_840_000)]).toEqual([
      "0",
      "96",
      "960",
      `6.00${THIN}k`,
      `703${THIN}k`,
      `1.84${THIN}M`,
    ]);
    expect(short(999_600)).toBe(`1.00${THIN}M`);
  });
  it("of bytes carry the unit", () => {
    expect([bytes(12), bytes(271_000)]).toEqual([`12${THIN}B`, `271${THIN}kB`]);
  });
  it("of things are in the plural unless there is one", () => {
    expect([plural(0, "run"), plural(1, "run"), plural(1200, "run")]).toEqual([
      "0 runs",
      "1 run",
      `1${THIN}200 runs`,
    ]);
  });
});

describe("durations", () => {
  it("are told in their two largest units", () => {
    expect([duration(0.82), duration(38), duration(460), duration(7500), duration(90_000)]).toEqual([
      "0.8 s",
      "38 s",
      "7 min 40 s",
      "2 h 05 min",
      "1 d 1 h",
    ]);
  });
  it("round up into the next unit and never show 60 s", () => {
    expect([duration(59.7), duration(3599.6)]).toEqual(["1 min 00 s", "1 h 00 min"]);
  });
  it("that are a guess say so", () => {
    expect([about(0.2), about(4.71), about(56), about(540), about(7200)]).toEqual([
      "less than 1 s",
      "about 4.7 s",
      "about 56 s",
      "about 9 min",
      "about 2.0 h",
    ]);
  });
});

describe("times", () => {
  const now = new Date(2026, 10, 21, 9, 30);
  const at = (...parts: [number, number, number, number, number]) =>
    ago(new Date(...parts).toISOString(), now);

  it("grow from seconds over days to a date", () => {
    expect(ago(new Date(now.getTime() - 40_000).toISOString(), now)).toBe("40 s ago");
    expect(at(2026, 10, 21, 9, 22)).toBe("8 min ago");
    expect(at(2026, 10, 21, 5, 12)).toBe("today 05:12");
    expect(at(2026, 10, 20, 18, 3)).toBe("yesterday 18:03");
    expect(at(2026, 10, 19, 18, 3)).toBe("19 Nov");
    expect(at(2025, 10, 19, 18, 3)).toBe("19 Nov 2025");
  });
  it("of a clock that is ahead are not in the future", () => {
    expect(ago(new Date(now.getTime() + 5000).toISOString(), now)).toBe("0 s ago");
  });
});
