import { describe, expect, it } from "vitest";
import { eliteWords, fitnessSpan, heatCss, inReadingOrder, neighbour } from "./elite-map";

const elite = (column: number, row: number, fitness = 1) => ({
  cell: [column, row] as [number, number],
  creature: `${column}-${row}`,
  fitness,
});
const name = (found: { creature: string } | null) => found?.creature ?? null;

describe("the keyboard on the map of elites", () => {
  const here = elite(2, 2);
  const elites = inReadingOrder([elite(0, 0), elite(4, 4), here, elite(3, 4), elite(5, 2), elite(2, 0)]);

  it("reads from the top left", () => {
    expect(elites.map(name)).toEqual(["3-4", "4-4", "2-2", "5-2", "0-0", "2-0"]);
  });
  it("goes to the nearest elite in the arrow's direction over empty cells", () => {
    expect(name(neighbour(elites, here, "ArrowRight"))).toBe("5-2");
    expect(name(neighbour(elites, here, "ArrowDown"))).toBe("2-0");
    expect(name(neighbour(elites, here, "ArrowUp"))).toBe("3-4");
    expect(name(neighbour(elites, here, "ArrowLeft"))).toBe("0-0");
  });
  it("ends at the edge, and knows first and last", () => {
    expect(neighbour(elites, elite(5, 2), "ArrowRight")).toBeNull();
    expect(neighbour(elites, here, "Tab")).toBeNull();
    expect([name(neighbour(elites, here, "Home")), name(neighbour(elites, here, "End"))]).toEqual([
      "3-4",
      "2-0",
    ]);
  });
  it("leads to every elite that lies in a row or column with another", () => {
    const line = [elite(0, 0), elite(3, 0), elite(9, 0)];
    expect(name(neighbour(line, line[0]!, "ArrowRight"))).toBe("3-0");
    expect(name(neighbour(line, line[1]!, "ArrowRight"))).toBe("9-0");
  });
});

describe("the colours of the map", () => {
  it("run from the lowest to the highest fitness, and never into the empty map's", () => {
    const span = fitnessSpan([elite(0, 0, -2), elite(1, 1, 8)]);
    expect(span).toEqual([-2, 8]);
    expect(heatCss(-2, span)).toBe("color-mix(in srgb, var(--ev-h2) 0%, var(--ev-h1))");
    expect(heatCss(8, span)).toBe("color-mix(in srgb, var(--ev-h6) 100%, var(--ev-h5))");
  });
  it("are the strongest where all elites are as good", () => {
    expect(heatCss(3, [3, 3])).toBe("color-mix(in srgb, var(--ev-h6) 100%, var(--ev-h5))");
  });
});

it("a cell says what its creatures have in common, who is the best and how good", () => {
  const map = {
    dimensions: [
      { name: "distance", low: 0, high: 20 },
      { name: "nodes", low: 0, high: 1 },
    ],
    cells: 10,
    coverage: 0.01,
    qd_score: 1,
    elites: [elite(2, 9, 41.25)],
  };
  expect(eliteWords(map, map.elites[0]!)).toBe(
    "distance 4.0 to 6.0, nodes 0.90 to 1.00: creature 2-9, fitness 41.3",
  );
});
