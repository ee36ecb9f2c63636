/** Copy, cut and paste of genome JSON. */

import type { Actions } from "./actions";
import type { Editor } from "./editor";

/** Listen to the page for them, but where somebody types or has chosen words. */
export function listenForCopies(actions: Actions, editor: Editor, left: AbortSignal): void {
  const isOurs = (event: Event): boolean =>
    !(event.target instanceof Element && event.target.closest("input, textarea, select, dialog")) &&
    `${getSelection() ?? ""}` === "";
  const copy = (event: ClipboardEvent): boolean => {
    if (!isOurs(event) || !editor.genome.nodes.length) return false;
    event.clipboardData?.setData("text/plain", actions.copied());
    event.preventDefault();
    return true;
  };
  document.addEventListener("copy", copy, { signal: left });
  document.addEventListener(
    "cut",
    (event) => {
      if (copy(event)) actions.remove();
    },
    { signal: left },
  );
  document.addEventListener(
    "paste",
    (event) => {
      const text = event.clipboardData?.getData("text/plain") ?? "";
      if (!isOurs(event) || !text.trim()) return;
      event.preventDefault();
      actions.paste(text);
    },
    { signal: left },
  );
}
