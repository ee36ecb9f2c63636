/** The pictures of the comparison: each champion alone, and all of them in one race, on one clock. */

import { el } from "../panels/dom";
import { count, score } from "../panels/format";
import { heldOutOf } from "../panels/scores";
import { replayAddress } from "../replay/link";
import { wholeCast } from "../viewer/cast";
import type { Playback } from "../viewer/playback";
import { RaceTrack, raceCast } from "../viewer/race";
import { orderedColour, readTheme } from "../viewer/theme";
import { LEAST_RADIUS, Track } from "../viewer/track";
import { View } from "../viewer/view";
import { type Entry, orderedCss } from "./entry";
import { raceLabels } from "./race-labels";

export interface Pictures {
  champions: HTMLElement;
  race: HTMLElement;
  dispose(): void;
}

export function pictures(run: number, entries: Entry[], playback: Playback): Pictures {
  const radius = Math.max(LEAST_RADIUS, ...entries.map(({ clip }) => new Track(clip).extent));
  const cards = entries.map((_, i) => championCard(run, entries, i, radius, playback));
  const race = raceCard(entries, playback);
  return {
    champions: el("div", { class: "entrants" }, ...cards.map(({ root }) => root)),
    race: race.root,
    dispose: () => {
      for (const { view } of [...cards, race]) view.dispose();
    },
  };
}

interface Card {
  root: HTMLElement;
  view: View;
}

/** @param radius m of the sphere that fits the picture: the same for all, so that sizes can be compared */
function championCard(run: number, entries: Entry[], i: number, radius: number, playback: Playback): Card {
  const { stats, clip } = entries[i]!;
  const canvas = el("canvas", {
    role: "img",
    "aria-label": `Champion of generation ${stats.number}, moving`,
  });
  const view = new View(canvas, { scene: "panel", controls: "orbit" }, playback);
  view.present(
    wholeCast(clip, readTheme(), (theme) => orderedColour(theme, i, entries.length)),
    new Track(clip, radius),
  );
  const swatch = el("i", { class: "swatch" });
  swatch.style.setProperty("--colour", orderedCss(i, entries.length));
  const footer = el(
    "footer",
    {},
    swatch,
    el("a", { href: replayAddress(run, stats.champion, stats.number) }, `Gen. ${count(stats.number)}`),
    el("b", { class: "num" }, score(clip.fitness)),
    el("span", { class: "faint num" }, heldOutOf(stats)),
  );
  return {
    root: el("article", { class: "panel entrant" }, el("div", { class: "stage" }, canvas), footer),
    view,
  };
}

function raceCard(entries: Entry[], playback: Playback): Card {
  const canvas = el("canvas", {
    role: "img",
    "aria-label": `Race of the champions of generations ${entries.map(({ stats }) => stats.number).join(", ")}`,
    "data-testid": "race-canvas",
  });
  const view = new View(canvas, { scene: "race", controls: "orbit" }, playback);
  const cast = raceCast(
    entries.map(({ clip }) => clip),
    readTheme(),
  );
  const labels = raceLabels(entries, cast.poses);
  view.afterPaint = labels.place;
  view.present(cast, new RaceTrack(cast.poses));
  const words = "same start, each turned to run to the right, drawn in lanes";
  const title = el("h2", {}, "Ghost race ", el("span", { class: "unit" }, words));
  const stage = el("div", { class: "stage race-stage" }, canvas, labels.root);
  return {
    root: el("section", { class: "panel race" }, el("header", { class: "panel-head" }, title), stage),
    view,
  };
}
