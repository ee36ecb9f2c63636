import { describe, expect, it } from "vitest";
import { Selection } from "./selection";

const shown = [9, 7, 5, 3, 1];
const chosen = (selection: Selection) => [...selection.chosen].sort();

describe("a selection", () => {
  it("takes the range from the last one chosen, in the order of the list, either way", () => {
    const selection = new Selection(() => {});
    selection.set(7, true);
    selection.set(3, true, shown);
    expect(chosen(selection)).toEqual([3, 5, 7]);
    selection.set(9, true, shown);
    expect(chosen(selection)).toEqual([3, 5, 7, 9]);
  });
  it("lets a range go as it took it", () => {
    const selection = new Selection(() => {});
    selection.setAll(shown, true);
    selection.set(7, false);
    selection.set(3, false, shown);
    expect(chosen(selection)).toEqual([1, 9]);
  });
  it("takes one alone where the last one is on another page", () => {
    const selection = new Selection(() => {});
    selection.set(99, true);
    selection.set(5, true, shown);
    expect(chosen(selection)).toEqual([5, 99]);
  });
  it("keeps what is on other pages when all shown are chosen and let go", () => {
    const selection = new Selection(() => {});
    selection.set(99, true);
    selection.setAll(shown, true);
    expect(selection.among(shown)).toBe(5);
    selection.setAll(shown, false);
    expect(chosen(selection)).toEqual([99]);
  });
  it("tells of every change", () => {
    let n = 0;
    const selection = new Selection(() => n++);
    selection.set(1, true);
    selection.clear();
    expect(n).toBe(2);
  });
});
