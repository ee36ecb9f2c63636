import { describe, expect, it } from "vitest";
import { Recorded } from "./recorded";
import { aGeneration } from "./samples";

describe("the generations that a page has", () => {
  it("are found by number, with others left out between them", () => {
    const recorded = new Recorded();
    recorded.add(
      [0, 128, 256].map((number) => aGeneration(number)),
      300,
    );
    expect([recorded.at(128)?.number, recorded.at(129), recorded.last]).toEqual([128, undefined, 300]);
    recorded.insert(aGeneration(129));
    recorded.insert(aGeneration(129));
    expect(recorded.held.map(({ number }) => number)).toEqual([0, 128, 129, 256]);
  });
  it.each(["0-1", undefined])("never become more than a page can draw (champion %s)", (champion) => {
    const recorded = new Recorded();
    for (let number = 0; number < 10_000; number++)
      recorded.add([aGeneration(number, champion ? { champion } : {})], number);
    expect(recorded.held.length).toBeLessThanOrEqual(4000);
    expect([recorded.held[0]!.number, recorded.held.at(-1)!.number, recorded.last]).toEqual([0, 9999, 9999]);
  });
});
