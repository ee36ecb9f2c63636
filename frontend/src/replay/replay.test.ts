// @vitest-environment happy-dom
import { beforeEach, expect, test } from "vitest";
import { Playback } from "../viewer/playback";
import { walkingClip } from "../viewer/synthetic";
import { replayShortcuts } from "./keys";
import { replayAddress } from "./link";
import { partsList } from "./parts";
import { scrubBar, tickSeconds } from "./scrub";
import { listenForShortcuts } from "./shortcuts";
import { transport } from "./transport";

let playback: Playback;
let stop: () => void = () => {};
const calls: string[] = [];

beforeEach(() => {
  stop();
  calls.length = 0;
  playback = new Playback();
  playback.load(20);
  const note = (name: string) => () => void calls.push(name);
  stop = listenForShortcuts(
    replayShortcuts({
      playback,
      hz: () => 15,
      nextCamera: note("camera"),
      toggleGrid: note("grid"),
      resetCamera: note("reset"),
      showHelp: note("help"),
    }),
  );
});

function press(key: string, options: KeyboardEventInit = {}, on: Element = document.body): void {
  on.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...options }));
}

test("space plays and pauses", () => {
  press(" ");
  expect(playback.playing).toBe(true);
  press(" ");
  expect(playback.playing).toBe(false);
});

test("arrows go by frames, with shift by seconds, home and end to the ends", () => {
  playback.seek(10);
  press("ArrowRight");
  expect(playback.seconds).toBeCloseTo(151 / 15);
  press("ArrowLeft");
  press("ArrowLeft");
  expect(playback.seconds).toBeCloseTo(149 / 15);
  press("ArrowRight", { shiftKey: true });
  expect(playback.seconds).toBeCloseTo(149 / 15 + 1);
  press("End");
  expect(playback.seconds).toBe(20);
  press("Home");
  expect(playback.seconds).toBe(0);
});

test("digits set the speed, letters the rest, in either case", () => {
  press("1");
  expect(playback.speed).toBe(0.25);
  press("4");
  expect(playback.speed).toBe(2);
  press("l");
  expect(playback.loop).toBe(false);
  for (const key of ["f", "G", "r", "?"]) press(key);
  expect(calls).toEqual(["camera", "grid", "reset", "help"]);
});

test("keys belong to a field while one types, and to the browser with ctrl", () => {
  const field = document.createElement("input");
  document.body.append(field);
  press("l", {}, field);
  press("r", { ctrlKey: true });
  expect(playback.loop).toBe(true);
  expect(calls).toEqual([]);
});

test("the scrub bar marks at most eleven whole seconds", () => {
  expect(tickSeconds(20)).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20]);
  expect(tickSeconds(3.5)).toEqual([0, 1, 2, 3]);
  expect(tickSeconds(120).length).toBeLessThanOrEqual(11);
});

test("the scrub bar tells its time, and has a diamond for each pellet that was reached", () => {
  const bar = scrubBar(playback);
  bar.show(walkingClip());
  playback.seek(11.7);
  const slider = bar.root.querySelector('[role="slider"]')!;
  expect(slider.getAttribute("aria-valuetext")).toBe("11.70 s of 20.0 s");
  expect([...bar.root.querySelectorAll(".diamond")].map((one) => one.getAttribute("title"))).toEqual([
    "Pellet 1 reached at 5.0 s",
    "Pellet 2 reached at 10.0 s",
  ]);
});

test("the transport shows time and frame", () => {
  const controls = transport(playback, { hz: () => 15 });
  playback.seek(11.7);
  expect(controls.querySelector('[data-testid="time"]')!.textContent).toBe(
    "11.70 s / 20 s · frame 175 of 300",
  );
});

test("a link names run, creature, generation and frame", () => {
  expect(replayAddress(12, "131-44", 131, 175)).toBe("/runs/12/creatures/131-44/?generation=131&frame=175");
});

test("parts of the score carry their sign", () => {
  const words = partsList(walkingClip()).textContent;
  expect(words).toContain("Pellets, 2 × 100+200.0");
  expect(words).toContain("Progress to pellet 3+1.8");
  expect(words).toContain("Regression−6.8");
});
