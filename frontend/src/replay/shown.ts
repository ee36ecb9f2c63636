/** A replay whose clip is there: the clock, the tools and the panels, all of one frame. */

import type { Clip } from "../api/clip";
import type { CreatureDetail } from "../generated/api";
import type { View } from "../viewer/view";
import { type Net, netOf } from "./brain/net";
import { oscillatorPanel } from "./brain/oscillators";
import { brainPanel } from "./brain/panel";
import { sensesPanel } from "./brain/senses-panel";
import type { Focus } from "./focus";
import { bodyOf, type Genome, type GenomePanel } from "./genome";
import { type Hearing, hearing } from "./hearing";
import { hud, type Legends, legends } from "./hud";
import type { Layout } from "./layout";
import type { Panel } from "./panel";
import { scorePanel } from "./score-panel";
import { scrubBar } from "./scrub";
import { type StageTools, stageTools } from "./stage-tools";
import { transport } from "./transport";

/** Kinds of brain under which muscles swing with frequencies of their own. */
const WITH_OSCILLATORS = ["none", "hybrid"];

interface Shown {
  layout: Layout;
  view: View;
  clip: Clip;
  creature: CreatureDetail;
  /** the run's kind of brain */
  brain: string;
  /** null: it cannot be read */
  genome: Genome | null;
  table: GenomePanel;
  focus: Focus;
  left: AbortSignal;
}

/** Show a clip; what the page says of a frame is said once for each. */
export function showClip(shown: Shown): StageTools {
  const { layout, view, clip, table, focus, left } = shown;
  const { playback } = view;
  const hz = (): number => clip.hz;
  const figures = hud(clip);
  const colours = legends();
  const scrub = scrubBar(playback);
  let heard: Hearing | null = null;
  const tools = stageTools(
    view,
    {
      hz,
      colour: byFrequency(shown, colours),
      hearing: (changed) => {
        heard = hearing(clip, changed, left);
        return heard;
      },
    },
    left,
  );
  layout.stage.append(figures.root, colours.root, tools.root);
  layout.controls.append(scrub.root, transport(playback, { hz }));
  const score = scorePanel(clip, playback, left);
  const net = netShown(shown);
  const panels = [score, ...mindPanels(shown, net)];
  layout.side.prepend(...panels.map(({ root }) => root));
  let last = -1;
  const update = (): void => {
    const frame = Math.min(Math.floor(playback.seconds * clip.hz + 1e-6), clip.frames - 1);
    heard?.update(frame, playback.playing);
    if (frame === last) return;
    last = frame;
    figures.update(frame);
    table.update(clip, frame);
    for (const panel of panels) panel.update(frame);
  };
  playback.onChange(update);
  update();
  scrub.show(clip);
  lightFocus(shown, net);
  pointAtBody(layout.canvas, view, focus);
  return tools;
}

function netShown({ clip, creature, genome }: Shown): Net | null {
  if (!genome?.brain || !clip.activations) return null;
  return netOf(genome.brain, creature.senses, clip.activations, bodyOf(genome));
}

/** What drives the creature: its brain and senses, or its oscillators. */
function mindPanels({ layout, clip, creature, genome, focus, left }: Shown, net: Net | null): Panel[] {
  if (!genome) return [];
  if (!net || !clip.activations) return [oscillatorPanel(genome, clip, bodyOf(genome), focus, left)];
  const mind = { net, senses: creature.senses, carried: clip.activations, focus, left };
  return [brainPanel(mind, layout.stage), sensesPanel(mind)];
}

/** How to colour muscles by the frequency that they swing with; null where none do, as a net tells them all. */
function byFrequency({ view, genome, brain }: Shown, colours: Legends): ((on: boolean) => void) | null {
  if (!genome || !WITH_OSCILLATORS.includes(brain)) return null;
  const hz = genome.muscles.map(({ frequency }) => frequency * genome.frequency_multiplier);
  const [low, high] = [Math.min(...hz), Math.max(...hz)];
  const shares = hz.map((one) => (high > low ? (one - low) / (high - low) : 0.5));
  return (on) => {
    view.colourMuscles(on ? shares : null);
    colours.muscles(on ? [low, high] : null);
  };
}

/** What is in focus lights up on the stage: a muscle and its ends, or a node. */
function lightFocus({ view, clip, focus }: Shown, net: Net | null): void {
  const endsOf = (muscle: number): number[] => [clip.ends[2 * muscle]!, clip.ends[2 * muscle + 1]!];
  focus.onChange((now) => {
    const about = now?.kind === "neuron" ? net?.neurons[now.index] : undefined;
    const muscle = now?.kind === "muscle" ? now.index : (about?.muscle ?? null);
    const node = now?.kind === "node" ? now.index : about?.node;
    view.light(muscle, muscle !== null ? endsOf(muscle) : node !== undefined ? [node] : []);
  });
}

/** What of the body lies under the pointer comes into focus; a finger's tap does too. */
function pointAtBody(canvas: HTMLCanvasElement, view: View, focus: Focus): void {
  const point = (event: PointerEvent): void => {
    const found = view.pickAt(event);
    if (found) focus.set(found.kind, found.index);
    else focus.clear();
  };
  canvas.addEventListener("pointermove", (event) => {
    if (event.buttons === 0 && event.pointerType === "mouse") point(event);
  });
  canvas.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse") point(event);
  });
  canvas.addEventListener("pointerleave", ({ pointerType }) => {
    if (pointerType === "mouse") focus.clear();
  });
}
