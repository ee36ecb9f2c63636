/** A creature that a run may begin with: one of a run, one of a person's own, or a genome from elsewhere. */

import { getJson } from "../api/http";
import type { CreatureDetail, DesignDetail, DesignRow, HallEntry } from "../generated/api";
import { count, plural, score } from "../panels/format";
import { plusMinus, repeatsWords } from "../panels/scores";
import type { GenomeBody } from "../viewer/types";

/** A genome in the public format, as far as pages look into it; whether it is sound the server says. */
export type Genome = GenomeBody & { brain: { kind: string } | null };

export type Founder =
  | { kind: "creature"; entry: HallEntry }
  | { kind: "design"; design: DesignRow }
  | { kind: "genome"; place: number; genome: Genome };

/** What the API takes as whom a run begins with. */
export interface Founding {
  creatures: { run: number; creature: string; generation: number }[];
  designs: number[];
  genomes: Genome[];
}

/** Tells one founder from another; of a creature, its address in a form. */
export function keyOf(founder: Founder): string {
  if (founder.kind === "design") return `design ${founder.design.id}`;
  if (founder.kind === "genome") return `genome ${founder.place}`;
  return addressOf(founder.entry);
}

/** RUN/NAME/GENERATION, as forms and addresses name a creature. */
export function addressOf({ run, creature, generation }: HallEntry): string {
  return `${run}/${creature}/${generation}`;
}

export function titleOf(founder: Founder): string {
  if (founder.kind === "design") return founder.design.name;
  if (founder.kind === "genome") return `Genome ${founder.place + 1}`;
  return `Creature ${founder.entry.creature}`;
}

/** Where it comes from, in a few words. */
export function sourceOf(founder: Founder): string {
  if (founder.kind === "design") return "yours";
  if (founder.kind === "genome") return "imported";
  return founder.entry.run_name;
}

/** Size of its body: "5 nodes, 8 muscles". */
export function sizeOf(founder: Founder): string {
  const [nodes, muscles] =
    founder.kind === "genome"
      ? [founder.genome.nodes.length, founder.genome.muscles.length]
      : founder.kind === "design"
        ? [founder.design.nodes, founder.design.muscles]
        : [founder.entry.nodes, founder.entry.muscles];
  return `${plural(nodes, "node")}, ${plural(muscles, "muscle")}`;
}

/** What drives it: "NEAT net". */
export function netOf(founder: Founder): string {
  if (founder.kind === "creature") return brainWords(founder.entry.brain);
  return netWords(founder.kind === "design" ? founder.design.net : (founder.genome.brain?.kind ?? null));
}

/** What drives several, with how many of each where they differ: "2 × NEAT net, 1 × oscillators". */
export function netsOf(founders: Founder[]): string {
  const counts = new Map<string, number>();
  for (const founder of founders) counts.set(netOf(founder), (counts.get(netOf(founder)) ?? 0) + 1);
  if (counts.size === 1) return [...counts.keys()][0]!;
  return [...counts].map(([net, n]) => `${count(n)} × ${net}`).join(", ");
}

/** What a run's setting `brain` is called in a few letters. */
export function brainWords(brain: string): string {
  return { none: "oscillators", pure: "pure net", hybrid: "hybrid net", neat: "NEAT net" }[brain] ?? brain;
}

/** What a genome's kind of net is called. */
function netWords(net: string | null): string {
  if (net === null) return "oscillators";
  return net === "neat" ? "NEAT net" : "dense net";
}

/** What a creature reached: a champion's score over unseen trials, else what it had in its generation. */
export function scoreWords(entry: HallEntry): { figure: string; beside: string } {
  const { fitness, held_out_mean: mean, held_out_deviation: deviation } = entry;
  if (mean === null) return { figure: score(fitness), beside: "in its generation" };
  const spread = deviation === null ? "score" : plusMinus(deviation);
  return { figure: score(mean), beside: [spread, repeatsWords(entry)].filter(Boolean).join(" · ") };
}

/** Says that some come from the other world; empty where none does. Designs and files do not tell theirs. */
export function otherWorldWords(founders: Founder[], world: string): string {
  const other = world === "natural" ? "published" : "natural";
  const n = founders.filter((one) => one.kind === "creature" && one.entry.world === other).length;
  if (n === 0) return "";
  const whom = n < founders.length ? `${count(n)} of them` : n === 1 ? "It" : "They";
  return n === 1
    ? `${whom} comes from the ${other} world. In the ${world} world it moves otherwise, and its score does not carry over.`
    : `${whom} come from the ${other} world. In the ${world} world they move otherwise, and their scores do not carry over.`;
}

/** Its genome. @throws ApiError; Error in words where it cannot be read */
export async function genomeOf(founder: Founder): Promise<GenomeBody> {
  if (founder.kind === "genome") return founder.genome;
  if (founder.kind === "design") {
    const found = await getJson<DesignDetail>(`/api/designs/${founder.design.id}`);
    return found.genome as unknown as GenomeBody;
  }
  const { run, creature, generation } = founder.entry;
  const found = await getJson<CreatureDetail>(
    `/api/runs/${run}/creatures/${creature}?generation=${generation}`,
  );
  if (!found.genome) throw new Error(found.genome_error);
  return found.genome as unknown as GenomeBody;
}

/** Founders as the API takes them; their order within each list is the order of choosing. */
export function foundingOf(founders: Founder[]): Founding {
  const founding: Founding = { creatures: [], designs: [], genomes: [] };
  for (const founder of founders) {
    if (founder.kind === "design") founding.designs.push(founder.design.id);
    else if (founder.kind === "genome") founding.genomes.push(founder.genome);
    else {
      const { run, creature, generation } = founder.entry;
      founding.creatures.push({ run, creature, generation });
    }
  }
  return founding;
}

/** The address of New run that begins with these; genomes from elsewhere have no address. */
export function startAddress(founders: Founder[]): string {
  const query = new URLSearchParams();
  for (const founder of founders) {
    if (founder.kind === "creature") query.append("creature", addressOf(founder.entry));
    if (founder.kind === "design") query.append("design", `${founder.design.id}`);
  }
  return `/runs/new/?${query.toString().replaceAll("%2F", "/")}`;
}
