/** Dialogs that are there for one answer. */

/** Show a dialog over the page until it is closed; the value of the button that closed it, empty on Escape. */
export function answerOf(dialog: HTMLDialogElement): Promise<string> {
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((answer) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      answer(dialog.returnValue);
    });
  });
}
