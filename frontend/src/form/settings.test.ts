import { describe, expect, it } from "vitest";
import { byField, changed, forApi, hasEffect, type Schema, summary, typed } from "./settings";

const schema: Schema = {
  brain: {
    title: "Brain",
    description: "",
    group: "brain",
    type: "string",
    enum: ["none", "pure"],
    default: "none",
  },
  hidden: {
    title: "Hidden neurons",
    description: "",
    group: "brain",
    type: "integer",
    default: 8,
    when: { brain: ["pure"] },
  },
  gravity: {
    title: "Gravity",
    description: "",
    group: "physics",
    type: "number",
    unit: "m/s²",
    default: 9.8,
  },
  population: { title: "Population", description: "", group: "basics", type: "integer", default: 10_000 },
  seed: { title: "Seed", description: "", group: "basics", type: "integer", empty: "random" },
  settle: {
    title: "Settling time",
    description: "",
    group: "task",
    anyOf: [{ type: "number" }, { type: "null" }],
    default: null,
    empty: "automatic",
  },
  threshold: {
    title: "Threshold",
    description: "",
    group: "body",
    type: "number",
    default: 3,
    when: [{ brain: ["pure"] }, { brain: ["none"], feel: [true] }],
  },
  feel: { title: "Feel strain", description: "", group: "brain", type: "boolean", default: false },
};
const preset = {
  brain: "none",
  hidden: 8,
  gravity: 9.8,
  population: 10_000,
  seed: null,
  settle: null,
  feel: false,
};

describe("what was typed", () => {
  it("becomes a number where the setting is one", () => {
    expect(typed(schema.gravity!, "9.81")).toBe(9.81);
    expect(typed(schema.hidden!, " 12 ")).toBe(12);
    expect(typed(schema.brain!, "pure")).toBe("pure");
  });
  it("stays as it is where it is no number, so that the server can name it", () => {
    expect(typed(schema.gravity!, "strong")).toBe("strong");
    expect(typed(schema.gravity!, "")).toBe("");
  });
  it("is nothing where the field may be empty, and is then left out", () => {
    expect([typed(schema.seed!, ""), typed(schema.settle!, "  ")]).toEqual([null, null]);
    expect(forApi(schema, { ...preset, seed: null, settle: 0 })).toEqual({
      brain: "none",
      hidden: 8,
      gravity: 9.8,
      population: 10_000,
      settle: 0,
      feel: false,
    });
  });
});

describe("settings", () => {
  it("have an effect only under the choices they name", () => {
    expect(hasEffect(schema.hidden!, preset)).toBe(false);
    expect(hasEffect(schema.hidden!, { ...preset, brain: "pure" })).toBe(true);
    expect(hasEffect(schema.gravity!, preset)).toBe(true);
  });
  it("have an effect where one of several conditions holds in full", () => {
    expect(hasEffect(schema.threshold!, preset)).toBe(false);
    expect(hasEffect(schema.threshold!, { ...preset, feel: true })).toBe(true);
    expect(hasEffect(schema.threshold!, { ...preset, brain: "pure" })).toBe(true);
  });
  it("count as changed where they differ from the preset and have an effect", () => {
    expect(changed(schema, preset, preset)).toEqual([]);
    expect(changed(schema, { ...preset, hidden: 9, gravity: 5 }, preset)).toEqual(["gravity"]);
    expect(changed(schema, { ...preset, brain: "pure", hidden: 9, seed: 1 }, preset)).toEqual([
      "brain",
      "hidden",
      "seed",
    ]);
  });
  it("are summed up in a line, without those that have no effect", () => {
    expect(summary(schema, preset, "physics")).toBe("gravity 9.8 m/s²");
    expect(summary(schema, preset, "basics")).toBe("population 10\u2009000, seed random");
    expect(summary(schema, preset, "brain")).toBe("brain none, feel strain off");
    expect(summary(schema, { ...preset, brain: "pure" }, "brain")).toBe(
      "brain pure, hidden neurons 8, feel strain off",
    );
  });
});

describe("problems", () => {
  it("are put to the field they name, as sentences", () => {
    const found = byField([{ path: "gravity", message: "must be 1 to 30 m/s²" }], schema);
    expect([...found]).toEqual([["gravity", "Must be 1 to 30 m/s²"]]);
  });
  it("of one field are told together; what names no field is told in general, with its path", () => {
    const found = byField(
      [
        { path: "hidden", message: "must be 1 to 64" },
        { path: "hidden", message: "must be even" },
        { path: "zzz", message: "unknown setting" },
        { path: "", message: "The server does not answer." },
      ],
      schema,
    );
    expect(found.get("hidden")).toBe("Must be 1 to 64 Must be even");
    expect(found.get("")).toBe("zzz: unknown setting The server does not answer.");
  });
});
