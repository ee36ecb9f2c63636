// @vitest-environment happy-dom
import { expect, test } from "vitest";
import type { CreatureDetail, RunSummary } from "../generated/api";
import { embedAddress, frameCode, shareMenu } from "./share";

function words(run: { public: boolean; may_edit: boolean }): string {
  const creature = { name: "4-17", generation: 12 } as CreatureDetail;
  const left = new AbortController().signal;
  return shareMenu({ id: 7, ...run } as RunSummary, creature, () => "/", left).textContent;
}

test("a public run's replay can be embedded; an owner is told how to make a run public, others nothing", () => {
  expect(words({ public: true, may_edit: false })).toContain("Copy embed code");
  expect(words({ public: false, may_edit: true })).toContain("share the run first");
  const others = words({ public: false, may_edit: false });
  expect(others).toContain("Copy link at this frame");
  expect(others).not.toContain("embed");
});

test("the code to embed is a frame of the replay alone", () => {
  const address = embedAddress(7, { name: "4-17", generation: 12 });
  expect(address).toBe("/embed/runs/7/creatures/4-17/?generation=12");
  const holder = document.createElement("div");
  holder.innerHTML = frameCode(`https://evo.example${address}`);
  const frame = holder.querySelector("iframe");
  expect(frame?.getAttribute("src")).toBe(`https://evo.example${address}`);
  expect(frame?.title).not.toBe("");
  expect(holder.childElementCount).toBe(1);
});
