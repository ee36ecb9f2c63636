import { expect, test } from "vitest";
import { bodyWords, geneWords } from "./changes";

const STIFFER = { part: "Muscle 1–3", gene: "stiffness", before: 100, after: 112, moved: 12, share: 0.1 };

test("a gene that moved says by which share, and between which values", () => {
  expect(geneWords(STIFFER)).toBe("Muscle 1–3: stiffness +12 %, 100 → 112");
  expect(geneWords({ ...STIFFER, after: 60, moved: -40 })).toBe("Muscle 1–3: stiffness −40 %, 100 → 60");
});

test("a place says how far it moved, and a gene that was nothing has no share", () => {
  const place = { part: "Node 2", gene: "position", before: null, after: null, moved: 0.25, share: 0.1 };
  expect(geneWords(place)).toBe("Node 2: place at birth moved by 0.25 m");
  const sense = {
    part: "Muscle 1–2",
    gene: "distance_strength",
    before: 0,
    after: 0.5,
    moved: 0.5,
    share: 0.5,
  };
  expect(geneWords(sense)).toBe("Muscle 1–2: strength of distance sense 0.00 → 0.50");
});

test("parts come first, then the largest changes, and the rest as a number", () => {
  const changes = Array.from({ length: 9 }, (_, i) => ({ ...STIFFER, part: `Muscle 1–${i}` }));
  const words = bodyWords({ gained: ["Node 5", "Muscle 4–5", "Muscle 2–5"], lost: ["Muscle 1–2"], changes });
  expect(words.slice(0, 2)).toEqual(["+1 node, +2 muscles", "−1 muscle"]);
  expect(words).toHaveLength(2 + 5 + 1);
  expect(words.at(-1)).toBe("and 4 smaller changes");
  expect(bodyWords({ gained: [], lost: [], changes: [] })).toEqual(["Its body is that of its parent."]);
});
