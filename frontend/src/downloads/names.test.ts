import { expect, test } from "vitest";
import { creatureFile, slug } from "./names";

test("a run's name becomes letters and digits with dashes, of any script, and never a path", () => {
  expect(slug("Two dozen")).toBe("two-dozen");
  expect(slug("  Läufer №3: ../../etc/passwd  ")).toBe("laufer-no3-etc-passwd");
  expect(slug("Ходок_7")).toBe("ходок-7");
  expect(slug("歩く・生き物")).toBe("歩く-生き物");
  expect(slug("=cmd|' /C calc'!A0")).toBe("cmd-c-calc-a0");
  expect(slug("…")).toBe("run");
  expect(slug("a".repeat(100))).toHaveLength(60);
});

test("a file is named for run, creature and generation", () => {
  const file = creatureFile({ name: "Two dozen" }, { name: "2-17", generation: 4 }, "glb");
  expect(file).toBe("two-dozen-creature-2-17-generation-4.glb");
});
