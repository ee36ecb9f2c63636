import { describe, expect, it } from "vitest";
import { aGeneration } from "../panels/samples";
import { SharedCursor } from "./cursor";
import { columnsOf, shares, stripSpan } from "./heat";
import { distributionWords, meanNodes, sizePicture, sizeSpan, sizeWords } from "./strips";

describe("strips of distributions", () => {
  const generations = [
    aGeneration(0, { nodes: { "4": 75, "6": 25 } }),
    aGeneration(1, { nodes: { "7": 10 } }),
  ];

  it("say where scores lie and how large bodies are", () => {
    expect(distributionWords(generations[0]!)).toBe("middle half 2.00 to 7.00, of 0.00 to 10.0");
    expect(sizeWords(generations[0]!)).toBe("mean 4.5 nodes; 75 creatures of 4, 25 creatures of 6");
    expect(generations.map(meanNodes)).toEqual([4.5, 7]);
  });
  it("have room for every size of body, half a node beyond the ends", () => {
    expect(sizeSpan(generations)).toEqual([3.5, 7.5]);
  });
  it("go from the worst, or 0, to the best of all generations", () => {
    expect(
      stripSpan([aGeneration(0, { worst: -3, best: 2 }), aGeneration(1, { worst: 1, best: 9 })]),
    ).toEqual([-3, 9]);
    expect(stripSpan([aGeneration(0, { worst: 4, best: 9 })])[0]).toBe(0);
  });
  it("count shares of a generation, whatever its size", () => {
    expect([...shares(Float64Array.of(1, 3))]).toEqual([0.25, 0.75]);
    expect([...shares(Float64Array.of(0, 0))]).toEqual([0, 0]);
  });
  it("leave columns out evenly where there are very many generations", () => {
    const many = Array.from({ length: 5000 }, (_, number) => aGeneration(number));
    const numbers = columnsOf(many, ({ number }) => number);
    expect(numbers).toHaveLength(2048);
    expect(numbers[0]).toBe(0);
    expect(numbers.at(-1)).toBeGreaterThan(4990);
  });
  it("are told in words to those who do not see them", () => {
    expect(sizePicture().words(generations)).toBe(
      "Sizes of bodies by generation: mean 7.0 nodes; 10 creatures of 7",
    );
  });
});

describe("the page's cursor", () => {
  it("tells everybody once of every move", () => {
    const cursor = new SharedCursor();
    const heard: (number | null)[] = [];
    cursor.onMove((generation) => {
      heard.push(generation);
      cursor.move(generation); // as charts do that follow it
    });
    for (const at of [3, 3, 4, null, null]) cursor.move(at);
    expect(heard).toEqual([3, 4, null]);
  });
});
