/** The Share menu of the Replay page: a link to exactly what is shown, and code for other sites' pages. */

import type { CreatureDetail, RunSummary } from "../generated/api";
import { el, icon } from "../panels/dom";
import { closeElsewhere } from "../panels/menu";
import { copyButton, replayAddress } from "./link";

/** Address of a creature's replay alone, which other sites may show in a frame. */
export function embedAddress(
  run: number,
  { name, generation }: Pick<CreatureDetail, "name" | "generation">,
): string {
  return `/embed${replayAddress(run, name, generation)}`;
}

/** What another site's page says to show an address in a frame. */
export function frameCode(url: string): string {
  const look = `width="640" height="480" style="border: 0; max-width: 100%" loading="lazy"`;
  return `<iframe src="${url}" ${look} title="A creature evolved in EvoWeb"></iframe>`;
}

/** @param address of what is shown now */
export function shareMenu(
  run: RunSummary,
  creature: CreatureDetail,
  address: () => string,
  left: AbortSignal,
): HTMLElement {
  const list = el("div", { class: "menu-list" }, copyButton("Copy link at this frame", address));
  if (run.public) list.append(copyButton("Copy embed code", () => embedAddress(run.id, creature), frameCode));
  else if (run.may_edit) list.append(...howToEmbed(run.id));
  const menu = el(
    "details",
    { class: "menu menu-button" },
    el("summary", { class: "btn btn-quiet", title: "Share" }, icon("share"), el("span", {}, "Share")),
    list,
  );
  closeElsewhere(menu, left);
  return menu;
}

function howToEmbed(run: number): HTMLElement[] {
  return [
    el(
      "div",
      { class: "who" },
      "Only you and staff may look at this run. To embed the replay, share the run first.",
    ),
    el("a", { href: `/runs/${run}/` }, icon("shield-lock"), "To the run’s page"),
  ];
}
