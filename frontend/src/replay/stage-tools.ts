/** Camera, metre lines and help: the tools over the picture, and their keys. */

import { el, icon, segmented } from "../panels/dom";
import type { CameraMode } from "../viewer/types";
import type { View } from "../viewer/view";
import { replayShortcuts } from "./keys";
import { listenForShortcuts, shortcutHelp } from "./shortcuts";

const MODES: { key: CameraMode; label: string }[] = [
  { key: "fixed", label: "Fixed" },
  { key: "follow", label: "Follow" },
  { key: "chase", label: "Chase" },
];

/** The tools for a view; they listen to the keyboard too, until the page is left. */
export function stageTools(view: View, hz: () => number, left: AbortSignal): HTMLElement {
  let mode: CameraMode = "follow";
  let grid = true;
  const setMode = (next: CameraMode): void => {
    mode = next;
    view.setCamera(mode);
    cameras.update(MODES, mode);
  };
  const cameras = segmented("Camera", String, (key) => setMode(key as CameraMode));
  cameras.update(MODES, mode);
  const toggleGrid = (): void => {
    grid = !grid;
    view.showGrid(grid);
    lines.setAttribute("aria-pressed", `${grid}`);
  };
  const lines = toolButton("eye", "Metre lines (G)", toggleGrid);
  lines.setAttribute("aria-pressed", "true");
  const shortcuts = replayShortcuts({
    playback: view.playback,
    hz,
    nextCamera: () => setMode(MODES[(MODES.findIndex(({ key }) => key === mode) + 1) % MODES.length]!.key),
    toggleGrid,
    resetCamera: () => view.resetCamera(),
    showHelp: () => help.showModal(),
  });
  const help = shortcutHelp(shortcuts);
  left.addEventListener("abort", listenForShortcuts(shortcuts));
  return el(
    "div",
    { class: "stage-tools" },
    cameras.root,
    toolButton("arrow-counterclockwise", "Camera back to its place (R)", () => view.resetCamera()),
    lines,
    toolButton("question-circle", "Keyboard shortcuts (?)", () => help.showModal()),
    help,
  );
}

function toolButton(name: string, words: string, act: () => void): HTMLButtonElement {
  const attributes = { class: "btn btn-quiet btn-icon", type: "button", "aria-label": words, title: words };
  return el("button", { ...attributes, onclick: act }, icon(name));
}
