// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from "vitest";
import { type GeneField, geneField, stepOf } from "./gene-field";
import { someFacts } from "./samples";

let field: GeneField;
let number: HTMLInputElement;
let value: number;

/** A field of a node's size (0.2 to 0.6 m) that shows what it was given. */
beforeEach(() => {
  value = 0.3;
  field = geneField(
    someFacts().of("size"),
    (next) => {
      value = next;
      field.show([value]);
    },
    () => {},
  );
  document.body.replaceChildren(field.root);
  number = field.root.querySelector<HTMLInputElement>("input[type=number]")!;
  field.show([value]);
});

function type(text: string, done: boolean): void {
  number.focus();
  number.value = text;
  number.dispatchEvent(new Event("input"));
  if (done) number.dispatchEvent(new Event("change"));
}

describe("a gene's field", () => {
  it("leaves what is being typed alone, and takes it as soon as it is within its bounds", () => {
    type("0", false);
    expect([number.value, value]).toEqual(["0", 0.3]);
    type("0.5", false);
    expect([number.value, value]).toEqual(["0.5", 0.5]);
  });
  it("brings what was typed to its bounds once it is done, and keeps the value where nothing was", () => {
    type("9", true);
    expect([number.value, value]).toEqual(["0.6", 0.6]);
    type("", true);
    expect([number.value, value]).toEqual(["0.6", 0.6]);
  });
  it("shows a value that changed elsewhere, and none where several differ", () => {
    number.focus();
    field.show([0.45]);
    expect(number.value).toBe("0.45");
    field.show([0.30000001192092896]); // float32
    expect(number.value).toBe("0.3");
    number.blur();
    field.show([0.3, 0.4]);
    expect([number.value, number.placeholder]).toEqual(["", "various"]);
  });
  it("has a slider of some hundred steps", () => {
    expect([stepOf({ low: 0.2, high: 0.6 }), stepOf({ low: 0, high: 500 })]).toEqual([0.001, 10]);
  });
});
