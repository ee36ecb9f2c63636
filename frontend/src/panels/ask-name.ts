/** Ask for a name over the page, and stay until it will do. */

import { ApiError } from "../api/http";
import { answerOf } from "./dialog";
import { el, write } from "./dom";

export interface NameQuestion {
  title: string;
  value: string;
  yes: string;
  /** Do what the name is asked for; what the server says against it stands at the field. */
  take(name: string): Promise<void>;
}

const LONGEST = 100;

/** Whether a name was given and taken; Escape means no. */
export async function askName({ title, value, yes, take }: NameQuestion): Promise<boolean> {
  const input = el("input", {
    class: "form-control",
    name: "name",
    maxlength: LONGEST,
    autocomplete: "off",
    value,
  });
  const error = el("div", { class: "field-error", role: "alert" });
  const close = el("button", { class: "btn btn-quiet", type: "button" }, "Cancel");
  const submit = el("button", { class: "btn btn-primary", type: "submit" }, yes);
  const form = el(
    "form",
    {},
    el(
      "div",
      { class: "field" },
      el("label", { class: "field-label" }, el("span", {}, "Name"), input),
      error,
    ),
    el("div", { class: "dialog-actions" }, close, submit),
  );
  const dialog = el("dialog", { class: "dialog", "aria-label": title }, el("h2", {}, title), form);
  let taken = false;
  close.addEventListener("click", () => dialog.close());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    submit.disabled = true;
    try {
      await take(input.value.trim());
      taken = true;
      dialog.close();
    } catch (refusal) {
      if (!(refusal instanceof ApiError)) throw refusal;
      const words = refusal.problems.map(
        ({ path, message }) => `${path === "name" ? "The name" : path} ${message}.`,
      );
      write(error, words.join(" ") || refusal.message);
      input.setAttribute("aria-invalid", "true");
      input.focus();
    } finally {
      submit.disabled = false;
    }
  });
  const closed = answerOf(dialog);
  input.select();
  await closed;
  return taken;
}
