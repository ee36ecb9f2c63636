// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from "vitest";
import { alike, Drafts } from "./draft";
import { EMPTY } from "./genome";
import { aBody } from "./samples";

beforeEach(() => localStorage.clear());

describe("a draft", () => {
  it("comes back as it was left, to the same person at the same design", () => {
    new Drafts(1, 7).write("walker", aBody());
    expect(new Drafts(1, 7).read()).toMatchObject({ name: "walker", genome: aBody() });
    expect(new Drafts(2, 7).read()).toBeNull();
    expect(new Drafts(1, 8).read()).toBeNull();
  });
  it("of a copy is not taken for that of another, nor of a new body", () => {
    new Drafts(1, "3/0-1/2").write("copy", aBody());
    expect(new Drafts(1, "3/0-1/9").read()).toBeNull();
    expect(new Drafts(1, null).read()).toBeNull();
  });
  it("that is none is no draft", () => {
    for (const text of ["", "{}", "null", '{"genome": {"nodes": []}}']) {
      localStorage.setItem("evoweb-draft/1/new", text);
      expect(new Drafts(1, null).read()).toBeNull();
    }
  });
});

describe("bodies are alike", () => {
  it("whatever the order in which the database gives their keys", () => {
    const body = aBody();
    const turned = Object.fromEntries(Object.entries(body).reverse()) as unknown as typeof body;
    expect(alike(turned, body)).toBe(true);
    expect(alike(null, EMPTY)).toBe(true);
    expect(alike({ ...body, hue: 0.1 }, body)).toBe(false);
  });
});
