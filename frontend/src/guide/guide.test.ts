// @vitest-environment happy-dom
import { beforeEach, describe, expect, test } from "vitest";
import { type Box, overlaps, placeOf } from "./place";
import { isWanted, keep, kept } from "./progress";
import { arrived, next, type Progress, STEPS, stepOn } from "./steps";

const WAY = ["/", "/runs/1/", "/runs/1/", "/runs/1/creatures/3-7/", "/runs/1/compare/", "/runs/new/"];

beforeEach(() => localStorage.clear());

describe("the way", () => {
  test("leads from the first run to one's own, and is over then", () => {
    let progress: Progress = 0;
    for (const [i, page] of WAY.entries()) {
      progress = arrived(progress, page);
      if (i < STEPS.length) expect(stepOn(progress, page)).toBe(STEPS[i]);
      if (i === 1) progress = next(progress); // a generation was pressed
    }
    expect(progress).toBe("over");
  });

  test("who opens the champion without going through the generations is not held back", () => {
    expect(arrived(1, "/runs/1/creatures/3-7/")).toBe(3);
  });

  test("who looks elsewhere sees no hint, and goes on where they were", () => {
    expect(arrived(2, "/account/")).toBe(2);
    expect(stepOn(2, "/account/")).toBeNull();
    expect(arrived(0, "/runs/1/compare/")).toBe(0);
  });

  test("a run's own number leads from its replay to its comparison", () => {
    expect(STEPS[3]?.go?.address("/runs/42/creatures/0-1/")).toBe("/runs/42/compare/");
  });

  test("what is over stays over", () => {
    for (const page of WAY) expect(arrived("over", page)).toBe("over");
    expect(next("over")).toBe("over");
  });
});

describe("the memory", () => {
  test("a newcomer is led, and nobody else who never asked", () => {
    document.body.innerHTML = "<main></main>";
    expect(isWanted()).toBe(false);
    expect(kept()).toBeNull();
    document.body.innerHTML = "<main data-newcomer></main>";
    expect(isWanted()).toBe(true);
    expect(kept()).toBe(0);
  });

  test("who ended it is left alone, even as a newcomer, until they ask again", () => {
    document.body.innerHTML = "<main data-newcomer></main>";
    keep("over");
    expect(isWanted()).toBe(false);
    location.hash = "#guide";
    expect(isWanted()).toBe(true);
    expect(kept()).toBe(0);
    expect(location.hash).toBe(""); // to load the page again does not begin again
  });

  test("nonsense counts as over", () => {
    for (const text of ["", "x", "99", "-1", "NaN"]) {
      localStorage.setItem("guide", text);
      expect(kept()).toBe("over");
    }
  });
});

describe("the place of a hint", () => {
  const hint = { width: 320, height: 150 };
  const phone: Box = { left: 0, top: 48, width: 360, height: 660 };

  test("never covers what it points at, wherever that is on a phone", () => {
    for (let top = -400; top < 900; top += 13) {
      for (const height of [24, 84, 300, 700]) {
        for (const [left, width] of [
          [12, 336],
          [12, 90],
          [250, 98],
        ] as const) {
          const anchor = { left, top, width, height };
          const place = placeOf(anchor, hint, phone);
          if (!place) continue;
          expect(overlaps({ ...place, ...hint }, anchor)).toBe(false);
          expect(overlaps({ ...place, ...hint }, { left: 0, top: 0, width: 360, height: 48 })).toBe(false);
          expect(place.left).toBeGreaterThanOrEqual(0);
          expect(place.top + hint.height).toBeLessThanOrEqual(708);
        }
      }
    }
  });

  test("is found wherever there is room, and below it first", () => {
    expect(placeOf({ left: 12, top: 100, width: 90, height: 40 }, hint, phone)).toEqual({
      left: 12,
      top: 150,
    });
    expect(placeOf({ left: 12, top: 600, width: 90, height: 40 }, hint, phone)).toEqual({
      left: 12,
      top: 440,
    });
    expect(placeOf({ left: 12, top: 2000, width: 90, height: 40 }, hint, phone)).not.toBeNull();
  });

  test("is nowhere while the anchor fills the window", () => {
    expect(placeOf({ left: 0, top: 50, width: 360, height: 650 }, hint, phone)).toBeNull();
  });
});
