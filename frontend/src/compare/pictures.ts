/** The pictures of the comparison: each champion alone, and all of them in one race, on one clock. */

import { el } from "../panels/dom";
import { score } from "../panels/format";
import { swatch } from "../panels/swatch";
import { wholeCast } from "../viewer/cast";
import type { Playback } from "../viewer/playback";
import { RaceTrack, raceCast } from "../viewer/race";
import { readTheme } from "../viewer/theme";
import { LEAST_RADIUS, Track } from "../viewer/track";
import { View } from "../viewer/view";
import type { Racer } from "./entry";
import { raceLabels } from "./race-labels";

export interface Pictures {
  champions: HTMLElement;
  race: HTMLElement;
  dispose(): void;
}

export function pictures(racers: Racer[], playback: Playback): Pictures {
  const radius = Math.max(LEAST_RADIUS, ...racers.map(({ clip }) => new Track(clip).extent));
  const cards = racers.map((racer) => championCard(racer, radius, playback));
  const race = raceCard(racers, playback);
  return {
    champions: el("div", { class: "entrants" }, ...cards.map(({ root }) => root)),
    race: race.root,
    dispose: () => {
      for (const { view } of [...cards, race]) view.dispose();
    },
  };
}

export interface Card {
  root: HTMLElement;
  view: View;
}

/** @param radius m of the sphere that fits the picture: the same for all, so that sizes can be compared */
function championCard(racer: Racer, radius: number, playback: Playback): Card {
  const { clip, name, short, href, beside, colour, tint } = racer;
  const canvas = el("canvas", { role: "img", "aria-label": `Champion of ${short}, moving` });
  const view = new View(canvas, { scene: "panel", controls: "orbit" }, playback);
  view.present(wholeCast(clip, readTheme(), tint), new Track(clip, radius));
  const footer = el(
    "footer",
    {},
    swatch(colour),
    el("a", { href }, name),
    el("b", { class: "num" }, score(clip.fitness)),
    el("span", { class: "faint num" }, beside),
  );
  return {
    root: el("article", { class: "panel entrant" }, el("div", { class: "stage" }, canvas), footer),
    view,
  };
}

/** All of them on one ground. */
export function raceCard(racers: Racer[], playback: Playback): Card {
  const canvas = el("canvas", {
    role: "img",
    "aria-label": `Race of ${racers.map(({ short }) => short).join(", ")}`,
    "data-testid": "race-canvas",
  });
  const view = new View(canvas, { scene: "race", controls: "orbit" }, playback);
  const cast = raceCast(
    racers.map(({ clip }) => clip),
    readTheme(),
    (theme, i) => racers[i]!.tint(theme),
  );
  const labels = raceLabels(racers, cast.poses);
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
