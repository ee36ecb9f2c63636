/** Pin a replay, so that its recording is kept as long as you want it. */

import { ApiError, postJson } from "../api/http";
import type { CreatureDetail, Pinned } from "../generated/api";
import { el, icon, put } from "../panels/dom";

const TOLD_MS = 4000;

/** A button that pins and unpins; what hinders it stands on its face for a while. */
export function pinButton(
  run: number,
  { name, generation, pinned: already }: CreatureDetail,
): HTMLButtonElement {
  let pinned = already === true;
  const face = (words?: string): void => {
    const told = words ?? (pinned ? "Pinned" : "Pin");
    put(button, icon(pinned ? "pin-angle-fill" : "pin-angle"), el("span", {}, told));
    button.setAttribute("aria-label", told);
    button.setAttribute("aria-pressed", `${pinned}`);
  };
  const toggle = async (): Promise<void> => {
    button.disabled = true;
    const deed = pinned ? "unpin" : "pin";
    try {
      await postJson<Pinned>(`/api/runs/${run}/creatures/${name}/${deed}?generation=${generation}`, {});
      pinned = !pinned;
      face();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      face(error.message);
      setTimeout(face, TOLD_MS);
    } finally {
      button.disabled = false;
    }
  };
  const button = el("button", {
    class: "btn btn-quiet",
    type: "button",
    title: "A pinned replay's recording is kept for as long as it is pinned",
    onclick: () => void toggle(),
  });
  face();
  return button;
}
