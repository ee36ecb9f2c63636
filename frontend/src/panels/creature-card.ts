/** One creature of a generation as a card that opens its replay. */

import type { CreatureRow } from "../generated/api";
import { thumbnails } from "../viewer/index";
import { el, icon, put, write } from "./dom";
import { count, score } from "./format";
import { type Thumb, thumb } from "./thumb";

/** A creature that was not filmed is simulated again for who rests on its card. */
const LINGER_MS = 400;

export interface CreatureCard {
  root: HTMLElement;
  update(creature: CreatureRow, generation: number): void;
  remove(): void;
}

/** What became of a creature, in a word or two; empty for one that lives on. */
export function fate(creature: CreatureRow, isLast: boolean): string {
  if (creature.disqualified) return `disqualified: ${creature.disqualified}`;
  return creature.survives || isLast ? "" : "culled";
}

/** How a creature came to be: "born in 131 by crossover of 130-2 and 128-17". */
export function origin(creature: CreatureRow): string {
  const parents = creature.parents.length ? ` of ${creature.parents.join(" and ")}` : "";
  return `born in ${creature.born} by ${creature.operator === "random" ? "chance" : creature.operator}${parents}`;
}

/** @param isLast whether a generation is the run's last one, out of which nobody is selected */
export function creatureCard(run: number, isLast: (generation: number) => boolean): CreatureCard {
  const small: Thumb = thumb("Creature", thumbnails);
  const rank = el("span", { class: "creature-rank" });
  const streak = el("span", { class: "creature-streak", title: "Generations survived" });
  const link = el("a");
  const name = el("p", { class: "num" });
  const body = el("p", { class: "num" });
  const why = el("p", { class: "why" });
  const root = el(
    "article",
    { class: "creature" },
    rank,
    streak,
    small.root,
    el("div", { class: "creature-facts" }, link, name, body, why),
  );
  let filmed = "";
  let film = () => {};
  let lingering: ReturnType<typeof setTimeout> | undefined;
  root.addEventListener("pointerenter", () => {
    lingering = setTimeout(film, LINGER_MS);
  });
  root.addEventListener("pointerleave", () => clearTimeout(lingering));

  return {
    root,
    update(creature, generation) {
      const end = fate(creature, isLast(generation));
      root.classList.toggle("is-champion", creature.rank === 1);
      root.classList.toggle("is-culled", end !== "");
      root.title = origin(creature);
      write(rank, count(creature.rank));
      put(streak, icon("shield-check"), ` ${creature.streak}`);
      link.href = `/runs/${run}/creatures/${creature.name}/?generation=${generation}`;
      write(link, score(creature.fitness));
      write(name, `creature ${creature.name}`);
      write(body, `${creature.nodes} nodes, ${creature.muscles} muscles`);
      write(why, end);
      film = () => small.show(run, creature.name, generation);
      const key = `${creature.fitness}`; // a survivor whose score was taken over still shows the same film
      if (key === filmed) return;
      filmed = key;
      if (creature.has_clip) film();
      else small.say("filmed on demand");
    },
    remove() {
      small.stop();
      root.remove();
    },
  };
}
