/** A run's name, which whoever may edit the run can change in its place. */

import { ApiError, patchJson } from "../api/http";
import type { RunDetail, RunSummary } from "../generated/api";
import { el, icon, put, write } from "./dom";
import { toast } from "./toast";

const LONGEST = 100;

export interface RunName {
  update(run: RunSummary): void;
}

/** @param heading holds the name already @param done told the run as it is afterwards */
export function runName(heading: HTMLElement, run: RunSummary, done: (run: RunSummary) => void): RunName {
  let name = run.name;
  let isEdited = false;
  const words = el("span", {}, name);
  const pencil = el(
    "button",
    { class: "btn btn-bare btn-icon", type: "button", "aria-label": "Rename", onclick: () => edit() },
    icon("pencil"),
  );
  const show = () => {
    isEdited = false;
    write(words, name);
    put(heading, words, run.may_edit && pencil);
  };
  const edit = () => {
    isEdited = true;
    const field = el("input", {
      class: "form-control",
      value: name,
      maxlength: LONGEST,
      "aria-label": "Name",
    });
    const save = async () => {
      const wanted = field.value.trim();
      if (!isEdited || wanted === name) return show();
      try {
        const now = await patchJson<RunDetail>(`/api/runs/${run.id}`, { name: wanted });
        name = now.name;
        show();
        done(now);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        toast(error.problems[0] ? `The name ${error.problems[0].message}.` : error.message, "danger");
        field.focus();
      }
    };
    const form = el(
      "form",
      { class: "name-form" },
      field,
      el("button", { class: "btn btn-primary" }, "Save"),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void save();
    });
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      show();
      pencil.focus();
    });
    put(heading, form);
    field.select();
  };
  show();
  return {
    update(now) {
      name = now.name;
      if (!isEdited) write(words, name);
    },
  };
}
