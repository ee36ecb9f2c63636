/** The keyboard of a page, and the dialog that lists it. */

import { el } from "../panels/dom";

export interface Shortcut {
  /** KeyboardEvent.key; "ctrl+" before it where ctrl or ⌘ is held, "shift+" where shift is, of arrows and with ctrl */
  keys: string[];
  /** as the list shows them */
  shown: string;
  does: string;
  act(key: string): void;
}

/** Listen to the whole page, except where somebody types; returns the way to stop. */
export function listenForShortcuts(shortcuts: Shortcut[]): () => void {
  const byKey = new Map(shortcuts.flatMap((shortcut) => shortcut.keys.map((key) => [key, shortcut])));
  const listener = (event: KeyboardEvent): void => {
    if (event.altKey || isTypedInto(event.target, event.key)) return;
    const key = pressed(event);
    const shortcut = byKey.get(key);
    if (!shortcut) return;
    event.preventDefault();
    shortcut.act(key);
  };
  document.addEventListener("keydown", listener);
  document.addEventListener("click", letGo);
  return () => {
    document.removeEventListener("keydown", listener);
    document.removeEventListener("click", letGo);
  };
}

/** What is pressed, as shortcuts name it. */
function pressed({ key, ctrlKey, metaKey, shiftKey }: KeyboardEvent): string {
  const ctrl = ctrlKey || metaKey;
  const shift = shiftKey && (ctrl || key.startsWith("Arrow"));
  return `${ctrl ? "ctrl+" : ""}${shift ? "shift+" : ""}${key.length === 1 ? key.toLowerCase() : key}`;
}

/** A button that was clicked with a pointer gives the keyboard back, so that space plays and does not click again. */
function letGo({ detail, target }: MouseEvent): void {
  if (detail > 0 && target instanceof Element) target.closest("button")?.blur();
}

/** Whether a key belongs to the element that has the focus: any key to a field, space to what it presses. */
function isTypedInto(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest("input, textarea, select, [contenteditable], dialog")) return true;
  return key === " " && target.closest("button, a, summary") !== null;
}

/** A dialog that lists the shortcuts; closed by Escape or its button. */
export function shortcutHelp(shortcuts: Shortcut[]): HTMLDialogElement {
  const rows = shortcuts.map(({ shown, does }) =>
    el("div", {}, el("dt", {}, el("kbd", {}, shown)), el("dd", {}, does)),
  );
  const dialog = el(
    "dialog",
    { class: "dialog shortcuts", "aria-label": "Keyboard shortcuts" },
    el("h2", {}, "Keyboard"),
    el("dl", {}, ...rows),
    el("form", { method: "dialog" }, el("button", { class: "btn btn-quiet" }, "Close")),
  );
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  return dialog;
}
