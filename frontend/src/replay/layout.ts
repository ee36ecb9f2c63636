/** The elements of the Replay page, before anything is loaded. */

import type { CreatureDetail, RunSummary } from "../generated/api";
import { el, icon } from "../panels/dom";
import { count } from "../panels/format";
import { legends } from "./hud";
import { copyButton, embedAddress, frameCode, replayAddress } from "./link";
import { pinButton } from "./pin";

export interface Layout {
  canvas: HTMLCanvasElement;
  stage: HTMLElement;
  controls: HTMLElement;
  side: HTMLElement;
  notice: HTMLElement;
}

/** Build the page into `root`. @param address of what is shown now, for the link that is copied */
export function buildLayout(
  root: HTMLElement,
  run: RunSummary,
  creature: CreatureDetail,
  address: () => string,
  embedded: boolean,
): Layout {
  const canvas = el("canvas", {
    role: "img",
    "aria-label": `Creature ${creature.name} moving in 3D; drag to look from another side`,
    "data-testid": "replay-canvas",
  });
  const notice = el("div", { class: "stage-notice", role: "status" });
  const stage = el("div", { class: "replay-stage" }, canvas, legends(), notice);
  const controls = el("div", { class: "replay-controls" });
  const side = el("aside", { class: "replay-side", "aria-label": "About this creature" });
  root.replaceChildren(
    el(
      "div",
      { class: "replay-main" },
      embedded ? source(run, creature) : header(run, creature, address),
      stage,
      controls,
    ),
    embedded ? "" : side,
  );
  root.classList.add("replay");
  return { canvas, stage, controls, side, notice };
}

function header(run: RunSummary, creature: CreatureDetail, address: () => string): HTMLElement {
  const home = `/runs/${run.id}/`;
  const champion = creature.rank === 1 && el("span", { class: "tag" }, icon("trophy"), "champion");
  const crumbs = el(
    "nav",
    { class: "replay-crumbs", "aria-label": "Where you are" },
    el(
      "a",
      { class: "btn btn-bare btn-icon", href: home, "aria-label": "Back to the run" },
      icon("chevron-left"),
    ),
    el("a", { href: home }, run.name),
    el("span", { class: "faint" }, "/"),
    el(
      "a",
      { href: `${home}?generation=${creature.generation}` },
      `generation ${count(creature.generation)}`,
    ),
    el("span", { class: "faint" }, "/"),
    el("h1", {}, `creature ${creature.name}`),
    champion,
  );
  const tools = el("div", { class: "replay-links" }, copyButton("Copy link at this frame", address));
  if (creature.pinned !== null) tools.prepend(pinButton(run.id, creature));
  if (run.public)
    tools.append(copyButton("Copy code to embed", () => embedAddress(run.id, creature), frameCode));
  return el("header", { class: "replay-head" }, crumbs, tools);
}

/** Over an embedded replay: what it shows, as a link to all there is about it. */
function source(run: RunSummary, creature: CreatureDetail): HTMLElement {
  const words = `Creature ${creature.name} of ${run.name}, generation ${count(creature.generation)}`;
  const whole = replayAddress(run.id, creature.name, creature.generation);
  const link = el("a", { href: whole, target: "_blank", rel: "noopener" }, words);
  return el("header", { class: "replay-head" }, link, el("span", { class: "faint small" }, "EvoWeb"));
}
