import { describe, expect, it } from "vitest";
import { addressOf, endpointOf, isNarrowed, pressed, queryOf } from "./query";

describe("what the home page asks for", () => {
  it("stands in the address, without what is as usual", () => {
    const query = queryOf("?search=a+b&state=DONE&tag=x&tag=y%26z&order=-held-out&page=3");
    expect(query).toEqual({ search: "a b", state: "DONE", tags: ["x", "y&z"], order: "-held-out", page: 3 });
    expect(queryOf(addressOf(query).slice(1))).toEqual(query);
    expect(addressOf(queryOf(""))).toBe("/");
    expect(addressOf(queryOf("?order=nonsense&page=-3"))).toBe("/");
  });
  it("is asked of the API a page at a time", () => {
    const asked = new URLSearchParams(endpointOf(queryOf("?tag=x&tag=y&page=3")).split("?")[1]);
    expect([asked.get("offset"), asked.get("limit"), asked.getAll("tag")]).toEqual(["100", "50", ["x", "y"]]);
  });
  it("is less than everything with a search, a state or a tag", () => {
    expect(
      ["?search=a", "?state=DONE", "?tag=x", "?order=name&page=2"].map((at) => isNarrowed(queryOf(at))),
    ).toEqual([true, true, true, false]);
  });
  it("turns the order round at the second press on a title", () => {
    expect(pressed("best", "-created")).toBe("-best");
    expect(pressed("best", "-best")).toBe("best");
    expect(pressed("best", "best")).toBe("-best");
    expect(pressed("name", "best")).toBe("name");
  });
});
