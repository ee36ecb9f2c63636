/** What comes of it: the champions of a run's first and later generations in one race. */

import { type Clip, ClipError, durationOf } from "../api/clip";
import { clipSocket } from "../api/clips";
import { orderedCss } from "../compare/entry";
import { el, put } from "../panels/dom";
import { count, score } from "../panels/format";
import { swatch } from "../panels/swatch";
import { RaceTrack, raceCast } from "../viewer/race";
import { orderedColour, readTheme } from "../viewer/theme";
import type { Scenes } from "./scenes";
import { howStage } from "./stage";

/** A run in sight that has gone on for a while; null where there is none. */
export type Learnt = {
  run: number;
  name: string;
  champions: { generation: number; creature: string }[];
} | null;

interface Racer {
  generation: number;
  clip: Clip;
}

export async function learningScene({ run, learning }: Scenes, learnt: Learnt): Promise<HTMLElement> {
  const own = await ownRacers(learnt);
  const racers = own ?? learning;
  const stage = howStage(
    `Race of the champions of generations ${racers.map((one) => one.generation).join(", ")}`,
    "race",
  );
  const clips = racers.map(({ clip }) => clip);
  const cast = raceCast(clips, readTheme(), (theme, i) => orderedColour(theme, i, clips.length));
  stage.chip.append("Champions of one run, drawn in lanes from one start");
  stage.present(cast, new RaceTrack(cast.poses), Math.max(...clips.map(durationOf)));
  const legend = racers.map(({ generation, clip }, i) => {
    return el(
      "li",
      { class: "num" },
      swatch(orderedCss(i, racers.length)),
      `Generation ${count(generation)}: `,
      el("b", {}, scoreWords(clip)),
    );
  });
  const from = el("p", { class: "faint small" });
  if (own && learnt) put(from, "From the run ", el("a", { href: `/runs/${learnt.run}/` }, learnt.name), ".");
  else
    put(
      from,
      `Recorded from a run of the preset ${run.title}: ${count(run.population)} creatures, seed ${run.seed}. ` +
        "Start it with these and you get the same creatures.",
    );
  return el("div", {}, stage.root, el("ul", { class: "how-legend" }, ...legend), from);
}

function scoreWords({ task, fitness }: Clip): string {
  return task === "run" ? `${score(fitness)} m` : score(fitness);
}

/** The champions of the run in sight; null where there is none, or they are not to be had now. */
async function ownRacers(learnt: Learnt): Promise<Racer[] | null> {
  if (!learnt) return null;
  try {
    return await Promise.all(
      learnt.champions.map(async ({ generation, creature }) => ({
        generation,
        clip: await clipSocket().request(learnt.run, creature, generation),
      })),
    );
  } catch (error) {
    if (error instanceof ClipError) return null;
    throw error;
  }
}
