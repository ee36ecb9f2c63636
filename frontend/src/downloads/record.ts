/** Films of a replay: asked for in a dialog, drawn picture by picture beside the page, and saved. */

import type { Clip } from "../api/clip";
import { el, write } from "../panels/dom";
import { bytes, count, score } from "../panels/format";
import { Film } from "./film";
import { type FilmForm, filmForm } from "./film-form";
import { gifSize, makeGif } from "./gif-film";
import { creatureFile } from "./names";
import type { Subject } from "./open";
import { bitRate, momentsOf, type Plan } from "./plan";
import { progressCard } from "./progress";
import { saveBlob, wordsOf } from "./save";
import { makeVideo, videoForms } from "./video";

/** GIFs are small, and show every edge that is not smooth. */
const GIF_FINER = 2;

let isRecording = false;

/** Ask what is to be filmed, and film it. @throws Error in words where that cannot be now */
export async function askForFilm(subject: Subject, clip: Clip, left: AbortSignal): Promise<void> {
  if (isRecording) throw new Error("A film is being made; wait for it, or cancel it.");
  const forms = [...(await videoForms()), "gif" as const];
  const { name, generation } = subject.creature;
  const words = `${subject.run.name}, creature ${name}, generation ${count(generation)}, score ${score(clip.fitness)}`;
  const told = el("p", { class: "film-size num", role: "status" });
  let asked = new AbortController();
  const reckon = (): void => {
    asked.abort();
    asked = new AbortController();
    void tellSize(subject, clip, questions.plan(), told, asked.signal);
  };
  const questions = filmForm(clip, forms, words, reckon);
  const dialog = filmDialog(questions, told);
  dialog.addEventListener("close", () => {
    asked.abort();
    dialog.remove();
    if (dialog.returnValue === "record") void record(subject, clip, questions.plan(), left);
  });
  left.addEventListener("abort", () => dialog.close());
  document.body.append(dialog);
  dialog.showModal();
  reckon();
}

function filmDialog(questions: FilmForm, told: HTMLElement): HTMLDialogElement {
  return el(
    "dialog",
    { class: "dialog film", "aria-label": "Film" },
    el("h2", {}, "Film"),
    el("p", { class: "faint small" }, "With the camera as it stands on the stage now."),
    el(
      "form",
      { method: "dialog" },
      questions.root,
      told,
      el(
        "div",
        { class: "dialog-actions" },
        el("button", { class: "btn btn-quiet", value: "", formnovalidate: true }, "Cancel"),
        el("button", { class: "btn btn-primary", value: "record" }, "Record"),
      ),
    ),
  );
}

/** How many frames it has, and about how many bytes. */
async function tellSize(
  subject: Subject,
  clip: Clip,
  plan: Plan,
  told: HTMLElement,
  signal: AbortSignal,
): Promise<void> {
  const moments = momentsOf(plan).length;
  const say = (size: string): void => write(told, `${count(moments)} frames, ${size}`);
  if (plan.form !== "gif") {
    say(`about ${bytes((bitRate(plan) * moments) / plan.fps / 8)}`);
    return;
  }
  say("size is being reckoned…");
  try {
    const film = filmOf(subject, clip, plan);
    try {
      say(`about ${bytes(await gifSize(film, plan, signal))}`);
    } finally {
      film.dispose();
    }
  } catch (error) {
    if (!signal.aborted) write(told, wordsOf(error));
  }
}

function filmOf({ view }: Subject, clip: Clip, { form, width, height, caption }: Plan): Film {
  const isGif = form === "gif";
  return new Film(clip, view, { width, height, caption, finer: isGif ? GIF_FINER : 1, readBack: isGif });
}

async function record(subject: Subject, clip: Clip, plan: Plan, left: AbortSignal): Promise<void> {
  const { run, creature, stage, view } = subject;
  isRecording = true;
  view.pause();
  const film = filmOf(subject, clip, plan);
  const { work, end, close } = progressCard(stage, film.canvas, left);
  try {
    const file = plan.form === "gif" ? await makeGif(film, plan, work) : await makeVideo(film, plan, work);
    const name = creatureFile(run, creature, plan.form);
    saveBlob(file, name);
    end(`Saved as ${name}, ${bytes(file.size)}`, false);
  } catch (error) {
    if (work.signal.aborted) close();
    else end(`The film could not be made: ${wordsOf(error)}`, true);
  } finally {
    film.dispose();
    isRecording = false;
  }
}
