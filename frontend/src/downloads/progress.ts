/** A card on the stage while a film is made: the picture now, how far it is, and the way to stop. */

import { el, icon, put, write } from "../panels/dom";
import { about, count } from "../panels/format";
import type { Work } from "./work";

const TOLD_EVERY_MS = 250;

export interface Progress {
  work: Work;
  /** Say how it ended; the card stays until it is closed. */
  end(words: string, isError: boolean): void;
  close(): void;
}

/** @param picture what is being drawn on; @param left aborts when the page is left */
export function progressCard(stage: HTMLElement, picture: HTMLCanvasElement, left: AbortSignal): Progress {
  const stop = new AbortController();
  const bar = el("i", {});
  const track = el(
    "div",
    { class: "bar", role: "progressbar", "aria-label": "Of the film", "data-state": "RUNNING" },
    bar,
  );
  const words = el("span", { class: "num" }, "Drawing…");
  const told = el("p", { role: "status" });
  const cancel = el(
    "button",
    { class: "btn btn-quiet", type: "button", onclick: () => stop.abort() },
    "Cancel",
  );
  const card = el(
    "section",
    { class: "recording", "aria-label": "Film", "data-testid": "recording" },
    picture,
    el("div", { class: "recording-words" }, words, track, told),
    cancel,
  );
  stage.append(card);
  const began = performance.now();
  let last = -Infinity;
  const tell = (done: number, whole: number): void => {
    const now = performance.now();
    if (done < whole && now - last < TOLD_EVERY_MS) return;
    last = now;
    bar.style.setProperty("--share", `${done / whole}`);
    track.setAttribute("aria-valuenow", `${Math.round((100 * done) / whole)}`);
    const leftS = ((now - began) / 1000 / done) * (whole - done);
    write(words, `Frame ${count(done)} of ${count(whole)}, ${about(leftS)} left`);
  };
  const close = (): void => card.remove();
  const end = (how: string, isError: boolean): void => {
    track.remove();
    words.remove();
    told.classList.toggle("is-error", isError);
    write(told, how);
    const away = el("button", {
      class: "btn btn-bare btn-icon",
      type: "button",
      "aria-label": "Close",
      onclick: close,
    });
    put(away, icon("x-lg"));
    cancel.replaceWith(away);
  };
  return { work: { signal: AbortSignal.any([stop.signal, left]), tell }, end, close };
}
