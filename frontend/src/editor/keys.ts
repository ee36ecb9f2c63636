/** The editor's keyboard. */

import type { Shortcut } from "../replay/shortcuts";
import type { Actions } from "./actions";
import type { Editor } from "./editor";
import type { Axis } from "./placing";

/** to the right, up, away */
const WAYS: Record<string, [number, number, number]> = {
  ArrowLeft: [-1, 0, 0],
  ArrowRight: [1, 0, 0],
  ArrowUp: [0, 0, 1],
  ArrowDown: [0, 0, -1],
};
const HEIGHTS: Record<string, number> = {
  PageUp: 1,
  "shift+ArrowUp": 1,
  PageDown: -1,
  "shift+ArrowDown": -1,
};

export interface Doings {
  try(): void;
  play(): void;
  /** back from a trial; else leave what is being done */
  leave(): void;
  save(): void;
  help(): void;
}

export function editorShortcuts(editor: Editor, actions: Actions, doings: Doings): Shortcut[] {
  const axes: Record<string, Axis> = { x: 0, y: 1, z: 2 };
  return [
    { keys: ["v"], shown: "V", does: "Select and move", act: () => actions.tool("select") },
    { keys: ["n"], shown: "N", does: "Place nodes", act: () => actions.tool("node") },
    { keys: ["m"], shown: "M", does: "Draw muscles from node to node", act: () => actions.tool("muscle") },
    { keys: ["c"], shown: "C", does: "Connect the selected nodes", act: () => actions.connect() },
    { keys: ["d", "ctrl+d"], shown: "D", does: "Duplicate", act: () => actions.duplicate() },
    { keys: ["r"], shown: "R", does: "Mirror left and right", act: () => actions.mirror() },
    {
      keys: ["Delete", "Backspace"],
      shown: "delete",
      does: "Delete what is selected",
      act: () => actions.remove(),
    },
    { keys: ["ctrl+a"], shown: "ctrl A", does: "Select all", act: () => editor.selectAll() },
    { keys: ["Escape"], shown: "escape", does: "Back to the body; select nothing", act: doings.leave },
    { keys: ["ctrl+z"], shown: "ctrl Z", does: "Undo", act: () => editor.undo() },
    { keys: ["ctrl+y", "ctrl+shift+z"], shown: "ctrl Y", does: "Redo", act: () => editor.redo() },
    { keys: [], shown: "ctrl C X V", does: "Copy, cut, paste as genome JSON", act: () => {} },
    {
      keys: Object.keys(axes),
      shown: "X Y Z",
      does: "Drag along one axis only",
      act: (key) => actions.keepTo(axes[key]!),
    },
    { keys: [], shown: "shift drag", does: "Move up and down; over the ground: select a box", act: () => {} },
    { keys: [], shown: "alt drag", does: "Move in the plane of the picture", act: () => {} },
    {
      keys: Object.keys(WAYS),
      shown: "← → ↑ ↓",
      does: "Move the selected nodes along the ground",
      act: (key) => actions.nudge(...WAYS[key]!),
    },
    {
      keys: Object.keys(HEIGHTS),
      shown: "shift ↑ ↓",
      does: "Move them up and down",
      act: (key) => actions.nudge(0, HEIGHTS[key]!, 0),
    },
    { keys: ["s"], shown: "S", does: "Grid of 0.1 m on or off", act: () => actions.snap() },
    { keys: ["f"], shown: "F", does: "Show the whole body", act: () => actions.frame() },
    { keys: ["t", "ctrl+Enter"], shown: "T", does: "Try it", act: doings.try },
    { keys: [" "], shown: "space", does: "Play or pause the trial", act: doings.play },
    { keys: ["ctrl+s"], shown: "ctrl S", does: "Save", act: doings.save },
    { keys: ["?"], shown: "?", does: "This list", act: doings.help },
  ];
}
