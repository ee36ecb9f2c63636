/** Camera, metre lines, trail, colours, sound and help: the tools over the picture, and their keys. */

import { el, icon, segmented } from "../panels/dom";
import type { CameraMode } from "../viewer/types";
import type { View } from "../viewer/view";
import type { Hearing } from "./hearing";
import { replayShortcuts } from "./keys";
import { listenForShortcuts, shortcutHelp } from "./shortcuts";

const MODES: { key: CameraMode; label: string }[] = [
  { key: "fixed", label: "Fixed" },
  { key: "follow", label: "Follow" },
  { key: "chase", label: "Chase" },
];

export interface StageTools {
  root: HTMLElement;
  /** Show which camera is on, however it came to be. */
  sync(): void;
}

export interface ToolOptions {
  /** frames per second of the clip */
  hz(): number;
  /** Colour muscles by frequency, or by length again; null: frequencies do not drive this creature. */
  colour: ((byFrequency: boolean) => void) | null;
  /** null: there is no sound here */
  hearing: ((changed: (on: boolean) => void) => Hearing) | null;
}

/** The tools for a view; they listen to the keyboard too, until the page is left. */
export function stageTools(view: View, options: ToolOptions, left: AbortSignal): StageTools {
  const setMode = (next: CameraMode): void => {
    view.setCamera(next);
    sync();
  };
  const cameras = segmented("Camera", String, (key) => setMode(key as CameraMode));
  const sync = (): void => cameras.update(MODES, view.rig.mode);
  const lines = switchButton("grid-3x3", "Metre lines (G)", true, (on) => view.showGrid(on));
  const trail = switchButton("activity", "Trail (T)", true, (on) => view.showTrail(on));
  const { colour } = options;
  const colours = colour && switchButton("palette", "Muscles by frequency (C)", false, colour);
  const sound = options.hearing && soundSwitch(options.hearing);
  const resetCamera = (): void => view.resetCamera();
  const shortcuts = replayShortcuts({
    playback: view.playback,
    hz: options.hz,
    nextCamera: () =>
      setMode(MODES[(MODES.findIndex(({ key }) => key === view.rig.mode) + 1) % MODES.length]!.key),
    toggleGrid: lines.press,
    toggleTrail: trail.press,
    nextColour: colours?.press ?? null,
    toggleSound: sound?.press ?? null,
    resetCamera,
    showHelp: () => help.showModal(),
  });
  const help = shortcutHelp(shortcuts);
  left.addEventListener("abort", listenForShortcuts(shortcuts));
  sync();
  const root = el(
    "div",
    { class: "stage-tools" },
    cameras.root,
    toolButton("arrow-counterclockwise", "Camera back to its place (R)", resetCamera),
    lines.root,
    trail.root,
    colours?.root,
    sound?.root,
    toolButton("question-circle", "Keyboard shortcuts (?)", () => help.showModal()),
    help,
  );
  return { root, sync };
}

function soundSwitch(hearing: NonNullable<ToolOptions["hearing"]>): Switch {
  const sound = switchButton("volume-up", "Sound (M)", false, () => heard.toggle());
  const heard = hearing((on) => sound.set(on));
  sound.set(heard.on);
  return sound;
}

interface Switch {
  root: HTMLButtonElement;
  press(): void;
  /** Show it on or off, without doing anything. */
  set(on: boolean): void;
}

function switchButton(name: string, words: string, on: boolean, act: (on: boolean) => void): Switch {
  let isOn = on;
  const set = (next: boolean): void => {
    isOn = next;
    root.setAttribute("aria-pressed", `${isOn}`);
  };
  const press = (): void => {
    set(!isOn);
    act(isOn);
  };
  const root = toolButton(name, words, press);
  set(on);
  return { root, press, set };
}

function toolButton(name: string, words: string, act: () => void): HTMLButtonElement {
  const attributes = { class: "btn btn-quiet btn-icon", type: "button", "aria-label": words, title: words };
  return el("button", { ...attributes, onclick: act }, icon(name));
}
