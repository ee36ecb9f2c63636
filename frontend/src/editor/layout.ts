/** The elements of the editor's page, and which of its panels is shown. */

import { el, icon, put, segmented, write } from "../panels/dom";
import { legends } from "../replay/hud";
import type { Editor } from "./editor";
import type { Axis } from "./placing";
import type { Saving } from "./saving";
import type { Toolbar } from "./toolbar";
import type { Trial } from "./trial";

const SAID_MS = 5000;
const TABS = [
  { key: "genes", label: "Genes" },
  { key: "table", label: "Table" },
  { key: "settings", label: "Trial" },
];

export interface StageParts {
  root: HTMLElement;
  canvas: HTMLCanvasElement;
  /** drawn round what is about to be selected */
  box: HTMLElement;
}

export function stageParts(): StageParts {
  const canvas = el("canvas", {
    ...{ role: "img", tabindex: 0, "data-testid": "editor-canvas" },
    "aria-label": "The body in 3D. The tab Table lists its nodes and muscles, and all can be done there.",
  });
  const box = el("div", { class: "select-box", hidden: true });
  return { root: el("div", { class: "editor-stage" }, canvas, box), canvas, box };
}

/** What colours mean, and how large things are. */
export function stageLegends(): HTMLElement {
  const { root } = legends();
  root.append(
    el(
      "div",
      { class: "legend" },
      el("span", {}, "Lines every metre"),
      el("p", { class: "num" }, "arrow: ahead, +x"),
    ),
  );
  return root;
}

export interface Parts {
  editor: Editor;
  saving: Saving;
  trial: Trial;
  stage: StageParts;
  tools: Toolbar;
  labels: HTMLElement;
  legends: HTMLElement;
  dialog: HTMLElement;
  panels: { genes: HTMLElement; table: HTMLElement; settings: HTMLElement; problems: HTMLElement };
}

export interface Page {
  /** Show what can be undone, and the axis that moves keep to. */
  update(axis: Axis | null): void;
  /** Put the tools away while a clip is shown. */
  showTrial(running: boolean): void;
  /** Say why something was not done. */
  say(words: string): void;
}

export function buildLayout(root: HTMLElement, parts: Parts): Page {
  const { editor, stage, tools, trial, panels } = parts;
  const undo = historyButton("arrow-90deg-left", "Undo (ctrl Z)", () => editor.undo());
  const redo = historyButton("arrow-90deg-right", "Redo (ctrl Y)", () => editor.redo());
  const said = el("p", { class: "said", role: "alert", hidden: true });
  const keeping = el("p", { class: "chip keeping", hidden: true });
  stage.root.append(parts.labels, tools.root, trial.figures, keeping, said, parts.legends);
  const bar = el("div", { class: "editor-bar" }, tools.deeds, trial.back, trial.words, trial.button);
  const main = el("div", { class: "editor-main" }, stage.root, trial.controls, bar);
  fill(root, head(parts, undo, redo), main, side(panels), parts.dialog);
  root.classList.add("editor");
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    update(axis) {
      undo.disabled = !editor.canUndo;
      redo.disabled = !editor.canRedo;
      stage.canvas.dataset.tool = editor.tool;
      keeping.hidden = axis === null;
      if (axis !== null) write(keeping, `Along ${"xyz"[axis]} only (${"XYZ"[axis]})`);
    },
    showTrial(running) {
      root.classList.toggle("is-trial", running);
      tools.root.hidden = tools.deeds.hidden = running;
    },
    say(words) {
      write(said, words);
      said.hidden = false;
      clearTimeout(timer);
      timer = setTimeout(() => {
        said.hidden = true;
      }, SAID_MS);
    },
  };
}

/** Fill the island, and leave the form's token in it, with which it posts. */
function fill(root: HTMLElement, ...children: HTMLElement[]): void {
  const token = root.querySelector("input[name=csrfmiddlewaretoken]");
  put(root, token, ...children);
}

function head({ saving }: Parts, undo: HTMLElement, redo: HTMLElement): HTMLElement {
  return el(
    "header",
    { class: "editor-head" },
    el("h1", { class: "visually-hidden" }, "Body editor"),
    saving.name,
    saving.status,
    el("div", { class: "editor-head-tools" }, undo, redo, saving.save, saving.run, saving.menu),
  );
}

function side({ genes, table, settings, problems }: Parts["panels"]): HTMLElement {
  const bodies: Record<string, HTMLElement> = { genes, table, settings };
  const tabs = segmented("Panel", String, (key) => choose(key));
  const choose = (chosen: string): void => {
    tabs.update(TABS, chosen);
    for (const [key, body] of Object.entries(bodies)) body.hidden = key !== chosen;
  };
  choose("genes");
  return el(
    "aside",
    { class: "editor-side", "aria-label": "Genes, table and settings of the trial" },
    el("div", { class: "editor-tabs" }, tabs.root),
    problems,
    ...Object.values(bodies),
  );
}

function historyButton(name: string, words: string, act: () => void): HTMLButtonElement {
  const attributes = { class: "btn btn-bare btn-icon", type: "button", "aria-label": words, title: words };
  return el("button", { ...attributes, onclick: act }, icon(name));
}
