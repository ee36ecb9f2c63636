/** The Replay page: one creature's episode in 3D with its clock, its score, its brain, its genome and its family. */

import type { Clip } from "../api/clip";
import { downloadMenu } from "../downloads/open";
import type { CreatureDetail, RunSummary } from "../generated/api";
import { View } from "../viewer/view";
import { familyPanel } from "./family";
import { Focus } from "./focus";
import { type Genome, genomePanel, unreadGenome } from "./genome";
import { buildLayout } from "./layout";
import { replayAddress } from "./link";
import { loadClip } from "./load";
import { showClip } from "./shown";
import { sightHash, sightOf } from "./sight";
import { trialsPanel } from "./trials/panel";

interface Props {
  run: RunSummary;
  creature: CreatureDetail;
  /** frame that the address names: shown, and not played */
  frame: number | null;
  /** held-out trial that the address names, from 1 on; null: the first of its generation's */
  trial: number | null;
  /** how many of those there are */
  trials: number;
}

/** Mount the page's island; once it was left, nothing of it listens or draws any more. */
export function mount(root: HTMLElement, props: Props, left: AbortSignal): void {
  const { run, creature, trial } = props;
  const cameFrom = location.href;
  let shown: Clip | null = null;
  const sight = (): string => sightHash(view.rig.stance(), view.rig.own(), view.playback.speed);
  const address = (): string => {
    const frame = Math.round(view.playback.seconds * (shown?.hz ?? 1));
    return replayAddress(run.id, creature.name, creature.generation, { frame, trial, sight: sight() });
  };
  const layout = buildLayout(root, run, creature, address, left);
  const view = new View(layout.canvas, { scene: "replay", controls: "all", autoplay: props.frame === null });
  const focus = new Focus();
  const genome = creature.genome as unknown as Genome | null;
  const table = genome ? genomePanel(genome, focus) : unreadGenome(creature.genome_error);
  layout.side.append(table.root, familyPanel(run.id, creature));
  layout.tools.append(downloadMenu({ run, creature, view, stage: layout.stage, clip: () => shown }, left));
  const rest = "Genome and family beside it are complete.";
  void loadClip(layout.notice, run, creature, rest, trial).then((clip) => {
    if (left.aborted) return;
    shown = clip;
    view.show(clip, (props.frame ?? 0) / clip.hz); // before anything beside it: the picture is what people wait for
    const tools = showClip({ layout, view, clip, creature, brain: run.brain, genome, table, focus, left });
    const trials = trialsPanel({ run, creature, trial, trials: props.trials, clip, sight, left });
    if (trials) layout.side.prepend(trials);
    const look = (): void => {
      const { stance, speed } = sightOf(location.hash);
      if (speed !== null) view.playback.setSpeed(speed);
      if (stance) view.take(stance);
      tools.sync();
    };
    look();
    window.addEventListener("hashchange", look, { signal: left });
  });
  left.addEventListener("abort", () => {
    // Who comes back finds the moment and the sight that were left, if the address is still this page's own.
    if (shown && withoutHash(location.href) === withoutHash(cameFrom))
      history.replaceState(null, "", address());
    view.dispose();
  });
}

function withoutHash(address: string): string {
  return address.replace(/#.*/, "");
}
