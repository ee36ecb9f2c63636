// @vitest-environment happy-dom
import { beforeEach, expect, test } from "vitest";
import type { PartScores } from "../api/clip";
import { Playback } from "../viewer/playback";
import { walkingClip } from "../viewer/synthetic";
import { replayShortcuts } from "./keys";
import { replayAddress } from "./link";
import { partAt, partsList } from "./parts";
import { scrubBar, tickSeconds } from "./scrub";
import { listenForShortcuts } from "./shortcuts";
import { extremes, stacked } from "./stack";
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
      toggleTrail: note("trail"),
      nextColour: note("colour"),
      toggleSound: note("sound"),
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
  for (const key of ["f", "G", "r", "t", "c", "m", "?"]) press(key);
  expect(calls).toEqual(["camera", "grid", "reset", "trail", "colour", "sound", "help"]);
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

test("a link names run, creature, generation, trial and frame", () => {
  const whole = "/runs/12/creatures/131-44/?generation=131";
  expect(replayAddress(12, "131-44", 131, { frame: 175 })).toBe(`${whole}&frame=175`);
  expect(replayAddress(12, "131-44", 131, { trial: 3, frame: 175 })).toBe(`${whole}&trial=3&frame=175`);
});

test("the scrub bar has a cross where the creature was disqualified, and says why", () => {
  const bar = scrubBar(playback);
  bar.show({ ...walkingClip(), disqualified: { reason: "too high", frame: 150 } });
  expect(bar.root.querySelector(".out-mark")!.getAttribute("title")).toBe("Disqualified at 10.0 s: too high");
});

/** Points for pellets in whole hundreds, and a loss that comes and goes. */
const PARTS: PartScores = {
  names: ["pellets", "regression"],
  values: Float32Array.of(0, 0, 100, -5, 200, 0),
};

test("parts are told for each frame; those that ended at nothing too, if they were something", () => {
  const clip = { ...walkingClip(0.134), parts: { pellets: 200, regression: 0 }, partScores: PARTS };
  const list = partsList(clip);
  const now = (): string[] =>
    [...list.root.querySelectorAll("td:nth-child(2)")].map((cell) => cell.textContent!);
  list.update(1);
  expect(now()).toEqual(["+100.0", "−5.0"]);
  list.update(2);
  expect(now()).toEqual(["+200.0", "+0.0"]);
});

test("a score of one part is that part in every frame; of several that were not recorded nothing is invented", () => {
  const clip = walkingClip();
  expect(partAt({ ...clip, parts: { distance: 3 } }, "distance", 30)).toBe(clip.score[30]);
  expect(partAt(clip, "pellets", 30)).toBeNull();
});

test("layers pile up what adds and down what takes, and end at the score", () => {
  const layers = stacked({ names: ["a", "b", "c"], values: Float32Array.of(3, -1, 2, 0, -4, 1) });
  expect(layers.map(({ from, to }) => [from[0], to[0]])).toEqual([
    [0, 3],
    [0, -1],
    [3, 5],
  ]);
  expect(extremes(layers)).toEqual([-4, 5]);
});

test("parts of the score carry their sign", () => {
  const words = partsList(walkingClip()).root.textContent;
  expect(words).toContain("Pellets, 2 × 100+200.0");
  expect(words).toContain("Progress to the next pellet+1.8");
  expect(words).toContain("Regression−6.8");
});
