/** The Download menu of the Replay page; what is in it is loaded when it is opened first. */

import type { Clip } from "../api/clip";
import type { CreatureDetail, RunSummary } from "../generated/api";
import { el, icon, put } from "../panels/dom";
import { closeElsewhere } from "../panels/menu";
import type { View } from "../viewer/view";

/** What there is to download from. */
export interface Subject {
  run: RunSummary;
  creature: CreatureDetail;
  view: View;
  /** over which lies how far a film is */
  stage: HTMLElement;
  /** null until it is loaded */
  clip(): Clip | null;
}

/** @param left aborts when the page is left, and with it whatever is being made */
export function downloadMenu(subject: Subject, left: AbortSignal): HTMLDetailsElement {
  const list = el("div", { class: "menu-list" });
  const menu = el(
    "details",
    { class: "menu menu-button" },
    el("summary", { class: "btn btn-quiet" }, icon("download"), el("span", {}, "Download")),
    list,
  );
  const open = async (): Promise<void> => {
    try {
      const { fillMenu } = await import("./menu");
      fillMenu(list, menu, subject, left);
    } catch {
      put(list, el("p", { class: "who", role: "alert" }, "This could not be loaded. Reload the page."));
    }
  };
  menu.addEventListener("toggle", () => {
    if (menu.open) void open();
  });
  closeElsewhere(menu, left);
  return menu;
}
