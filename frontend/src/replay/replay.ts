/** The Replay page: one creature's episode in 3D with its clock, its score, its genome and its family. */

import { type Clip, durationOf } from "../api/clip";
import { downloadMenu } from "../downloads/open";
import type { CreatureDetail, RunSummary } from "../generated/api";
import { View } from "../viewer/view";
import { familyPanel } from "./family";
import { type Genome, type GenomePanel, genomePanel, unreadGenome } from "./genome";
import { hud } from "./hud";
import { buildLayout, type Layout } from "./layout";
import { replayAddress } from "./link";
import { loadClip } from "./load";
import { scorePanel } from "./score-panel";
import { scrubBar } from "./scrub";
import { stageTools } from "./stage-tools";
import { transport } from "./transport";

interface Props {
  run: RunSummary;
  creature: CreatureDetail;
  /** frame that the address names: shown, and not played */
  frame: number | null;
}

/** Mount the page's island; once it was left, nothing of it listens or draws any more. */
export function mount(root: HTMLElement, props: Props, left: AbortSignal): void {
  const { run, creature } = props;
  let shown: Clip | null = null;
  const address = (): string => {
    const frame = Math.round(view.playback.seconds * (shown?.hz ?? 1));
    return replayAddress(run.id, creature.name, creature.generation, frame);
  };
  const layout = buildLayout(root, run, creature, address, left);
  const view = new View(layout.canvas, { scene: "replay", controls: "all", autoplay: props.frame === null });
  const genome = creature.genome
    ? genomePanel(creature.genome as unknown as Genome, (muscle) => view.highlight(muscle))
    : unreadGenome(creature.genome_error);
  const family = familyPanel(run.id, creature);
  layout.side.append(genome.root, family);
  hoverMuscles(layout.canvas, view, genome);
  layout.tools.append(downloadMenu({ run, creature, clip: () => shown }, left));
  void loadClip(layout.notice, run, creature, "Genome and family beside it are complete.").then((clip) => {
    if (left.aborted) return;
    shown = clip;
    showClip(layout, view, clip, genome, left);
    if (props.frame !== null) view.seek(Math.min(props.frame / clip.hz, durationOf(clip)));
  });
  left.addEventListener("abort", () => view.dispose());
}

function showClip(layout: Layout, view: View, clip: Clip, genome: GenomePanel, left: AbortSignal): void {
  const { playback } = view;
  const figures = hud();
  const scrub = scrubBar(playback);
  layout.stage.append(
    figures.root,
    stageTools(view, () => clip.hz, left),
  );
  layout.controls.append(scrub.root, transport(playback, { hz: () => clip.hz }));
  playback.onChange(() => {
    figures.update(clip, playback.seconds);
    genome.update(clip, playback.seconds);
  });
  view.show(clip);
  scrub.show(clip);
  layout.side.prepend(scorePanel(clip, playback, left));
}

/** The muscle under the pointer lights up, and so does its row. */
function hoverMuscles(canvas: HTMLCanvasElement, view: View, genome: GenomePanel): void {
  let marked: number | null = null;
  const mark = (muscle: number | null): void => {
    if (muscle === marked) return;
    marked = muscle;
    view.highlight(muscle);
    genome.mark(muscle);
  };
  canvas.addEventListener("pointermove", (event) => {
    if (event.buttons === 0 && event.pointerType === "mouse") mark(view.muscleAt(event));
  });
  canvas.addEventListener("pointerleave", () => mark(null));
}
