/** What a run's state allows: buttons that act without leaving the page, and links to pages with a form. Without this
 * script the same buttons post and come back. */

import { ApiError, postJson } from "../api/http";
import type { RunSummary } from "../generated/api";
import { confirmed, type Question } from "./confirm";
import { type Deed, whyNot } from "./deeds";
import { el, icon } from "./dom";
import { offer } from "./offer";
import { toast } from "./toast";

/** Offered only where they can be done: one of them is the next step. The others stay, and say why not. */
const FITTING: Deed[] = ["pause", "resume", "cancel"];

/** Asked before an action that cannot be undone. */
const ASKED: Record<string, Question> = {
  cancel: {
    title: "Cancel this run?",
    consequence: "It cannot be resumed. The generations recorded so far are kept.",
    yes: "Cancel run",
    no: "Go on",
  },
  delete: {
    title: "Delete this run?",
    consequence:
      "All that it recorded goes: generations, creatures and replays, pinned ones too. Forks stay.",
    yes: "Delete run",
    no: "Keep it",
  },
};

/** Offer the actions that the run's state allows. */
export function offerActions(root: HTMLElement, run: RunSummary): void {
  for (const action of root.querySelectorAll<HTMLElement>("[data-action]")) {
    const deed = action.dataset.action as Deed;
    action.removeAttribute("data-off"); // which the server's page had
    const why = whyNot(deed, run);
    if (FITTING.includes(deed)) action.hidden = why !== "";
    else offer(action.querySelector("button") ?? action, why);
  }
}

/** Let the link to the form of a fork name a generation. */
export function offerFork(root: HTMLElement, generation: number): void {
  const link = root.querySelector<HTMLAnchorElement>('a[data-action="fork"]');
  if (link) link.search = `?generation=${generation}`;
}

/** Send the actions' forms by fetch; what cannot be done says why. @param done told the run as it is afterwards */
export function wireActions(root: HTMLElement, run: number, done: (run: RunSummary) => void): void {
  root.addEventListener("click", (event) => {
    const off = (event.target as Element).closest<HTMLElement>(
      "[data-action][data-off], [data-action] [data-off]",
    );
    if (!off) return;
    event.preventDefault();
    toast(off.title);
  });
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-action]")) {
    const action = form.dataset.action ?? "";
    const question = ASKED[action];
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (question && !(await confirmed(question))) return;
      if (action === "delete")
        form.submit(); // there is no page to stay on
      else await act(root, form, `/api/runs/${run}/${action}`, done);
    });
  }
}

async function act(
  root: HTMLElement,
  form: HTMLFormElement,
  url: string,
  done: (run: RunSummary) => void,
): Promise<void> {
  const button = form.querySelector("button");
  if (button) button.disabled = true;
  root.querySelector(".action-error")?.remove();
  try {
    done(await postJson<RunSummary>(url, {}));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const words = el("span", {}, error.message);
    root
      .querySelector(".notes")
      ?.append(
        el("div", { class: "note danger action-error", role: "alert" }, icon("exclamation-octagon"), words),
      );
  } finally {
    if (button) button.disabled = false;
  }
}
