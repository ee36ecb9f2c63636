// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from "vitest";
import { type Bases, OwnPresets } from "./own-presets";

const form = document.createElement("form");
let bases: Bases;
let chosen: string[];
let own: OwnPresets;

function buttons(): string[] {
  return [...form.querySelectorAll("button")].map((button) => button.textContent ?? "");
}

beforeEach(() => {
  form.innerHTML = '<div data-part="own-presets"></div><div data-part="own-deeds"></div>';
  bases = {
    quick: { title: "Quick look", settings: {} },
    "own-3": { title: "<b>moon</b>", settings: { gravity: 1.6 } },
  };
  chosen = [];
  own = new OwnPresets(form, bases, {
    choose: (key) => chosen.push(key),
    settings: () => ({}),
    forApi: () => ({}),
    changed: () => {},
  });
});

describe("own presets", () => {
  it("stand beside the given ones, their names as text", () => {
    own.show("quick", 0);
    expect(buttons()).toEqual(["<b>moon</b>", "Save as preset…"]);
    form.querySelector("button")?.click();
    expect(chosen).toEqual(["own-3"]);
  });

  it("are marked when chosen, and offer what can be done with them", () => {
    own.show("own-3", 0);
    expect(form.querySelector("[aria-pressed=true]")?.textContent).toBe("<b>moon</b>");
    expect(buttons()).toEqual(["<b>moon</b>", "Save as preset…", "Rename", "Delete"]);
    own.show("own-3", 2);
    expect(buttons()).toEqual(["<b>moon</b>", "Reset", "Save", "Save as preset…", "Rename", "Delete"]);
  });

  it("lead a modified form back to what it was filled with", () => {
    own.show("quick", 1);
    expect(buttons()).toEqual(["<b>moon</b>", "Reset", "Save as preset…"]);
    [...form.querySelectorAll("button")].find((button) => button.textContent === "Reset")?.click();
    expect(chosen).toEqual(["quick"]);
  });
});
