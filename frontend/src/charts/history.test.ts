import { describe, expect, it } from "vitest";
import { aGeneration } from "../panels/samples";
import { HISTORIES, historyPicture, historyWords, mutationHistories, survival } from "./history";
import { speciesBands, speciesWords } from "./species";

const species = (...sizes: [id: number, size: number][]) =>
  sizes.map(([id, size]) => ({ id, size, best: 1, mean: 1, born: 0 }));
const run = (...generations: [id: number, size: number][][]) =>
  generations.map((sizes, number) => aGeneration(number, { species: species(...sizes) }));
const history = (title: string) => HISTORIES.find((found) => found.title === title)!;

describe("bands of species", () => {
  it("are stacked by age, whatever the order they are counted in, and fill the population", () => {
    const bands = speciesBands(
      run(
        [[1, 10]],
        [
          [2, 4],
          [1, 6],
        ],
      ),
    );
    expect(bands.map(({ id, below, size }) => ({ id, below, size }))).toEqual([
      { id: 1, below: [0, 0], size: [10, 6] },
      { id: 2, below: [10, 6], size: [0, 4] },
    ]);
  });
  it("end where their species died out", () => {
    const bands = speciesBands(
      run(
        [
          [1, 5],
          [2, 5],
        ],
        [
          [1, 5],
          [2, 5],
        ],
        [[2, 10]],
      ),
    );
    expect(bands.map(({ first, last }) => [first, last])).toEqual([
      [0, 1],
      [0, 2],
    ]);
  });
  it("never share a colour while they live", () => {
    const lives = run(
      [
        [1, 5],
        [9, 5],
      ],
      [
        [1, 5],
        [9, 4],
        [17, 1],
      ],
      [
        [9, 5],
        [17, 5],
      ],
    );
    expect(speciesBands(lives).map(({ colour }) => colour)).toEqual([2, 1, 3]);
  });
  it("have the colour after their number where nobody of more creatures has it", () => {
    expect(
      speciesBands(
        run(
          [
            [1, 5],
            [2, 5],
          ],
          [[10, 10]],
        ),
      ).map(({ colour }) => colour),
    ).toEqual([1, 2, 2]);
  });
  it("are grey where eight of more creatures live", () => {
    const ten = Array.from({ length: 10 }, (_, i): [number, number] => [i + 1, 10 * (i + 1)]);
    const colours = speciesBands(run(ten)).map(({ colour }) => colour);
    expect(colours.slice(0, 2)).toEqual([null, null]);
    expect(new Set(colours.slice(2)).size).toBe(8);
  });
  it("of a generation in words name the largest", () => {
    const [generation] = run([
      [1, 2],
      [7, 30],
      [3, 20],
      [4, 10],
    ]);
    expect(speciesWords(generation!)).toBe("4 species · no. 7: 30, no. 3: 20, no. 4: 10, …");
  });
});

describe("charts of evolution", () => {
  it("are those of what the run counts: an older run or a plain one has diversity alone", () => {
    const plain = aGeneration(3);
    expect(HISTORIES.filter(({ isIn }) => isIn(plain)).map(({ title }) => title)).toEqual([
      "Diversity of bodies",
    ]);
  });
  it("show the share of each operator's offspring that survived, and nothing where it had none", () => {
    const stats = aGeneration(1, {
      operators: { mutation: { born: 20, survived: 5 }, crossover: { born: 0, survived: 0 } },
    });
    expect([survival(stats, "mutation"), survival(stats, "crossover"), survival(stats, "random")]).toEqual([
      25,
      null,
      null,
    ]);
    expect(historyWords(history("Offspring that survive"), stats)).toBe("mutation 25 %");
  });
  it("have a curve for each island, with gaps where a generation lacks the figure", () => {
    const islands = aGeneration(1, {
      islands: [
        { best: 3, mean: 1 },
        { best: 5, mean: 2 },
      ],
    });
    const picture = historyPicture(history("Best of each island"), islands);
    expect(picture.data([aGeneration(0), islands])).toEqual([
      [0, 1],
      [null, 3],
      [null, 5],
    ]);
  });
  it("multiply the rates of mutation by the boost, up to certainty, where it adapts", () => {
    const settings = { mutation_rate: 0.2, structural_rate: 0.1, weight_decay: "off" };
    const [rates] = mutationHistories({ ...settings, adaptive_mutation: true });
    expect(historyWords(rates!, aGeneration(0))).toBe("gene 20 %, structure 10 %");
    expect(historyWords(rates!, aGeneration(0, { boost: 8 }))).toBe("gene 100 %, structure 80 %");
    expect(rates!.isIn(aGeneration(0))).toBe(true);
    const still = mutationHistories({ ...settings, adaptive_mutation: false });
    expect(still.some(({ isIn }) => isIn(aGeneration(0, { weight_magnitude: 0.1 })))).toBe(false);
  });
  it("count the map in percent of its cells", () => {
    const map = {
      dimensions: [
        { name: "distance", low: 0, high: 20 },
        { name: "nodes", low: 0, high: 1 },
      ],
      cells: 10,
      coverage: 0.37,
      qd_score: 12,
    };
    expect(historyWords(history("Cells of the map that are filled"), aGeneration(0, { map }))).toBe(
      "filled 37.0 %",
    );
  });
});
