/** The champion so far, moving in 3D. */

import { ClipError } from "../api/clip";
import { clipSocket } from "../api/clips";
import type { RunSummary } from "../generated/api";
import { lineageAddress } from "../lineage/address";
import { type CreatureView, mountCreatureView } from "../viewer/index";
import { el, icon, put, write } from "./dom";
import { score } from "./format";
import { ABOUT_SCORE, besideScore } from "./scores";

export interface Champion {
  root: HTMLElement;
  update(run: RunSummary): void;
}

export function championPanel(): Champion {
  const canvas = el("canvas", { role: "img" });
  const caption = el("span", { class: "chip top-left num" }, "Champion so far");
  const link = el("a", { class: "btn btn-quiet" }, icon("play-fill"), "Replay");
  const lineage = iconLink("diagram-3", "The champion's lineage");
  const film = iconLink("film", "Play the lineage");
  const links = el("div", { class: "champion-links", hidden: true }, film, lineage, link);
  const words = el("p", { class: "stage-empty" });
  const stage = el("div", { class: "stage" }, canvas, words, caption, muscleLegend(), links);
  let view: CreatureView | undefined;
  let shown = "";

  const show = async (run: RunSummary, creature: string, generation: number) => {
    try {
      const clip = await clipSocket().request(run.id, creature, generation);
      if (shown !== creature) return;
      view ??= mountCreatureView(canvas, { scene: "panel", controls: "orbit", autoplay: true });
      view.show(clip);
      put(words);
    } catch (error) {
      if (!(error instanceof ClipError)) throw error;
      write(words, error.message);
      shown = "";
    }
  };
  return {
    root: el("section", { class: "panel champion", "aria-label": "Champion so far" }, stage),
    update(run) {
      const { champion, champion_generation: generation } = run;
      if (champion === null || generation === null) {
        write(
          words,
          run.generation === null
            ? "The first champion appears with generation 0."
            : "No champion yet: so far every creature was disqualified.",
        );
        return;
      }
      const beside = besideScore(run);
      caption.title = ABOUT_SCORE;
      put(
        caption,
        `Champion so far · creature ${champion} · `,
        el("strong", {}, score(run.held_out_mean)),
        beside && ` ${beside}`,
      );
      link.href = `/runs/${run.id}/creatures/${champion}/?generation=${generation}`;
      lineage.href = lineageAddress(run.id, champion);
      film.href = lineageAddress(run.id, champion, "film");
      links.hidden = false;
      canvas.setAttribute("aria-label", `Creature ${champion} moving`);
      if (champion === shown) return;
      if (!shown) put(words);
      shown = champion;
      void show(run, champion, generation);
    },
  };
}

function iconLink(name: string, label: string): HTMLAnchorElement {
  return el("a", { class: "btn btn-quiet btn-icon", "aria-label": label, title: label }, icon(name));
}

function muscleLegend(): HTMLElement {
  return el(
    "div",
    { class: "muscle-legend" },
    "Muscle length",
    el("i", { class: "scale-length" }),
    el("span", {}, el("b", { class: "unit" }, "stretched"), el("b", { class: "unit" }, "contracted")),
  );
}
