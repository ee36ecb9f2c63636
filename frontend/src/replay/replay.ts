/** The Replay page: one creature's episode in 3D with its clock, its score, its genome and its family. */

import { type Clip, durationOf } from "../api/clip";
import { clipSocket } from "../api/clips";
import type { CreatureDetail, RunSummary } from "../generated/api";
import { el, icon } from "../panels/dom";
import { View } from "../viewer/view";
import { familyPanel } from "./family";
import { type Genome, type GenomePanel, genomePanel, unreadGenome } from "./genome";
import { hud } from "./hud";
import { buildLayout, type Layout } from "./layout";
import { replayAddress } from "./link";
import { scorePanel } from "./score-panel";
import { scrubBar } from "./scrub";
import { stageTools } from "./stage-tools";
import { transport } from "./transport";

interface Props {
  run: RunSummary;
  creature: CreatureDetail;
  /** frame that the address names: shown, and not played */
  frame: number | null;
  /** shown alone, in a frame of another site's page */
  embedded: boolean;
}

/** Mount the page's island; once it was left, nothing of it listens or draws any more. */
export function mount(root: HTMLElement, props: Props, left: AbortSignal): void {
  const { run, creature, embedded } = props;
  let hz = 1;
  const address = (): string =>
    replayAddress(run.id, creature.name, creature.generation, Math.round(view.playback.seconds * hz));
  const layout = buildLayout(root, run, creature, address, embedded);
  const view = new View(layout.canvas, { scene: "replay", controls: "all", autoplay: props.frame === null });
  const genome = creature.genome
    ? genomePanel(creature.genome as unknown as Genome, (muscle) => view.highlight(muscle))
    : unreadGenome(creature.genome_error);
  const family = familyPanel(run.id, creature);
  layout.side.append(genome.root, family);
  hoverMuscles(layout.canvas, view, genome);
  void load(layout, props).then((clip) => {
    if (left.aborted) return;
    hz = clip.hz;
    showClip(layout, view, clip, genome, left);
    if (props.frame !== null) view.seek(Math.min(props.frame / clip.hz, durationOf(clip)));
  });
  left.addEventListener("abort", () => view.dispose());
}

/** The creature's clip; while it is not there, words say so, and a failure can be tried again. */
async function load({ notice }: Layout, { run, creature }: Props): Promise<Clip> {
  for (;;) {
    notice.replaceChildren(
      el("p", { class: "skeleton-words" }, creature.has_clip ? "Loading the replay…" : RESIMULATED),
    );
    try {
      const clip = await clipSocket().request(run.id, creature.name, creature.generation);
      notice.replaceChildren();
      return clip;
    } catch (error) {
      await again(notice, (error as Error).message);
    }
  }
}

const RESIMULATED =
  "No recording of this creature was kept: it is simulated again, just as it was. A moment…";

/** Say what went wrong; resolves when the person wants another try. */
function again(notice: HTMLElement, words: string): Promise<void> {
  return new Promise((resolve) => {
    notice.replaceChildren(
      el(
        "div",
        { class: "note danger", role: "alert" },
        icon("exclamation-octagon"),
        el(
          "div",
          {},
          el("p", {}, words),
          el("p", { class: "small" }, "Genome and family beside it are complete."),
        ),
        el("button", { class: "btn btn-quiet", type: "button", onclick: () => resolve() }, "Try again"),
      ),
    );
  });
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
