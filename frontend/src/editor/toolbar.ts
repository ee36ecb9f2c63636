/** The tools over the stage. */

import { el, icon, segmented } from "../panels/dom";
import type { Actions } from "./actions";
import type { Editor, Tool } from "./editor";

const TOOLS = [
  {
    key: "select",
    label: "Select",
    hint: "Press a node or a muscle to select it, drag to move it; drag beside it to look around.",
  },
  {
    key: "node",
    label: "Node",
    hint: "Press where a node is to be: on the ground, or level with the selected one.",
  },
  {
    key: "muscle",
    label: "Muscle",
    hint: "Drag from node to node; beside one, and a new node is put there.",
  },
];

export interface Toolbar {
  root: HTMLElement;
  /** buttons for what is selected */
  deeds: HTMLElement;
  update(): void;
}

export function toolbar(editor: Editor, actions: Actions, help: () => void): Toolbar {
  const tools = segmented("Tool", String, (key) => actions.tool(key as Tool));
  const hint = el("p", { class: "tool-hint" });
  const snap = tool("grid-3x3", "Grid of 0.1 m (S)", () => actions.snap());
  const deeds = deedButtons(editor, actions);
  return {
    root: el(
      "div",
      { class: "editor-tools" },
      tools.root,
      el(
        "div",
        { class: "editor-tools-right" },
        snap,
        tool("fullscreen", "Show the whole body (F)", () => actions.frame()),
        tool("question-circle", "Keyboard shortcuts (?)", help),
      ),
      hint,
    ),
    deeds: deeds.root,
    update() {
      tools.update(TOOLS, editor.tool);
      hint.textContent = TOOLS.find(({ key }) => key === editor.tool)!.hint;
      snap.setAttribute("aria-pressed", `${editor.snapping}`);
      deeds.update();
    },
  };
}

/** What can be done with what is selected. */
function deedButtons(editor: Editor, actions: Actions): { root: HTMLElement; update(): void } {
  const buttons = [
    { button: deed("link-45deg", "Connect", "C", () => actions.connect()), needs: 2 },
    { button: deed("copy", "Duplicate", "D", () => actions.duplicate()), needs: 1 },
    { button: deed("symmetry-vertical", "Mirror", "R", () => actions.mirror()), needs: 0 },
  ];
  const remove = deed("trash", "Delete", "delete", () => actions.remove());
  const shift = el("input", { type: "checkbox", class: "form-check-input", checked: true });
  shift.addEventListener("change", () => {
    actions.mirrorShift = shift.checked ? Math.PI : 0;
  });
  const turns = el(
    "label",
    { class: "small mirror-shift", title: "Mirrored muscles begin half a cycle later" },
    shift,
    "in turns",
  );
  return {
    root: el(
      "div",
      { class: "editor-deeds", role: "group", "aria-label": "With what is selected" },
      ...buttons.map(({ button }) => button),
      turns,
      remove,
    ),
    update() {
      const { selection, genome } = editor;
      for (const { button, needs } of buttons)
        button.disabled = selection.nodes.length < needs || !genome.nodes.length;
      remove.disabled = selection.nodes.length + selection.muscles.length === 0;
    },
  };
}

function tool(name: string, words: string, act: () => void): HTMLButtonElement {
  const attributes = { class: "btn btn-quiet btn-icon", type: "button", "aria-label": words, title: words };
  return el("button", { ...attributes, onclick: act }, icon(name));
}

function deed(name: string, words: string, key: string, act: () => void): HTMLButtonElement {
  const attributes = { class: "btn btn-quiet", type: "button", title: `${words} (${key})`, onclick: act };
  return el("button", attributes, icon(name), el("span", {}, words));
}
