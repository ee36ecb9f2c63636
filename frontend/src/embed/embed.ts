/** A replay alone, as other sites show it in a frame: the stage, its clock, and the way to all there is about it. */

import type { CreatureDetail, RunSummary } from "../generated/api";
import { el } from "../panels/dom";
import { count } from "../panels/format";
import { hud, legends } from "../replay/hud";
import { stageOf } from "../replay/layout";
import { replayAddress } from "../replay/link";
import { loadClip } from "../replay/load";
import { scrubBar } from "../replay/scrub";
import { stageTools } from "../replay/stage-tools";
import { transport } from "../replay/transport";
import { View } from "../viewer/view";

/** Fewer than on the Replay page: frames are often small. */
const SPEEDS = [0.25, 0.5, 1, 2];

interface Props {
  run: Pick<RunSummary, "id" | "name">;
  creature: Pick<CreatureDetail, "name" | "generation" | "has_clip">;
  /** frame that the address names: shown, and not played */
  frame: number | null;
}

/** Mount the page's island. */
export function mount(root: HTMLElement, { run, creature, frame }: Props, left: AbortSignal): void {
  const { canvas, stage, notice } = stageOf(creature);
  const controls = el("div", { class: "replay-controls" });
  root.classList.add("replay");
  root.replaceChildren(el("div", { class: "replay-main" }, source(run, creature), stage, controls));
  const view = new View(canvas, { scene: "replay", controls: "all", autoplay: frame === null });
  left.addEventListener("abort", () => view.dispose());
  void loadClip(notice, run, creature).then((clip) => {
    if (left.aborted) return;
    const { playback } = view;
    const figures = hud(clip);
    const scrub = scrubBar(playback);
    const tools = stageTools(view, { hz: () => clip.hz, colour: null, hearing: null }, left);
    stage.append(figures.root, legends().root, tools.root);
    controls.append(scrub.root, transport(playback, { speeds: SPEEDS, hz: () => clip.hz }));
    playback.onChange(() => figures.update(Math.floor(playback.seconds * clip.hz + 1e-6)));
    view.show(clip);
    scrub.show(clip);
    if (frame !== null) view.seek(frame / clip.hz);
  });
}

/** What is shown, as a link to all there is about it. */
function source(run: Props["run"], { name, generation }: Props["creature"]): HTMLElement {
  const words = `Creature ${name} of ${run.name}, generation ${count(generation)}`;
  const whole = replayAddress(run.id, name, generation);
  const link = el("a", { href: whole, target: "_blank", rel: "noopener" }, words);
  return el("header", { class: "replay-head" }, link, el("span", { class: "faint small" }, "EvoWeb"));
}
