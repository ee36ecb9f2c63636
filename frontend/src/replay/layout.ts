/** The elements of the Replay page, before anything is loaded. */

import type { CreatureDetail, RunSummary } from "../generated/api";
import { el, icon } from "../panels/dom";
import { count } from "../panels/format";
import { pinButton } from "./pin";
import { shareMenu } from "./share";

export interface StageLayout {
  canvas: HTMLCanvasElement;
  stage: HTMLElement;
  notice: HTMLElement;
}

export interface Layout extends StageLayout {
  /** what can be done with the replay as a whole */
  tools: HTMLElement;
  controls: HTMLElement;
  side: HTMLElement;
}

/** The stage of a creature, with room for words. */
export function stageOf(creature: Pick<CreatureDetail, "name">): StageLayout {
  const canvas = el("canvas", {
    role: "img",
    "aria-label": `Creature ${creature.name} moving in 3D; drag to look from another side`,
    "data-testid": "replay-canvas",
  });
  const notice = el("div", { class: "stage-notice", role: "status" });
  return { canvas, stage: el("div", { class: "replay-stage" }, canvas, notice), notice };
}

/** Build the page into `root`. @param address of what is shown now, for the link that is copied */
export function buildLayout(
  root: HTMLElement,
  run: RunSummary,
  creature: CreatureDetail,
  address: () => string,
  left: AbortSignal,
): Layout {
  const { canvas, stage, notice } = stageOf(creature);
  const tools = el("div", { class: "replay-links" }, shareMenu(run, creature, address, left));
  if (creature.pinned !== null) tools.prepend(editorLink(run, creature), pinButton(run.id, creature));
  const controls = el("div", { class: "replay-controls" });
  const side = el("aside", { class: "replay-side", "aria-label": "About this creature" });
  root.replaceChildren(
    el("div", { class: "replay-main" }, header(run, creature, tools), stage, controls),
    side,
  );
  root.classList.add("replay");
  return { canvas, stage, tools, controls, side, notice };
}

/** To the body editor, with a copy. */
function editorLink(run: RunSummary, { name, generation }: CreatureDetail): HTMLElement {
  const words = "Edit a copy";
  const href = `/designs/new/?creature=${run.id}/${name}/${generation}`;
  const attributes = {
    class: "btn btn-quiet",
    href,
    title: `${words}: change its body, and begin a run with it`,
  };
  return el("a", { ...attributes, "aria-label": words }, icon("pencil"), el("span", {}, words));
}

function header(run: RunSummary, creature: CreatureDetail, tools: HTMLElement): HTMLElement {
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
  return el("header", { class: "replay-head" }, crumbs, tools);
}
