/** What changed in a creature against its parent, in a few words. */

import { clipSocket } from "../api/clips";
import { type BodyChange, type BodyChanges, bodyChanges } from "../compare/differences/body-changes";
import { brainChanges } from "../compare/differences/brain-changes";
import { type Frame, loadGenome } from "../compare/differences/genome";
import { changeWords, summary } from "../compare/differences/words";
import { plural, signed } from "../panels/format";

interface Named {
  name: string;
  born: number;
}

const LISTED = 5;

/**
 * What changed, the largest first, a line each.
 * @throws ApiError, ClipError, or an Error that says why a genome cannot be read
 */
export async function changesOf(run: number, child: Named, parent: Named, frame: Frame): Promise<string[]> {
  const [before, after, clip] = await Promise.all([
    loadGenome(run, parent.name, parent.born),
    loadGenome(run, child.name, child.born),
    clipSocket().request(run, child.name, child.born),
  ]);
  const net = brainChanges(before, after, { widths: clip.activations?.senses ?? {}, ...frame });
  return [...bodyWords(bodyChanges(before, after, frame.genes)), ...(net ? [summary(net)] : [])];
}

/** Parts that came and went, then the genes that moved most. */
export function bodyWords({ gained, lost, changes }: BodyChanges): string[] {
  const named = changes.slice(0, LISTED).map(geneWords);
  const more = changes.length - named.length;
  return [
    ...parts("+", gained),
    ...parts("−", lost),
    ...named,
    ...(more > 0 ? [`and ${plural(more, "smaller change")}`] : []),
    ...(gained.length + lost.length + changes.length === 0 ? ["Its body is that of its parent."] : []),
  ];
}

/** "+1 node, +2 muscles": names of parts begin with what they are. */
function parts(sign: string, names: string[]): string[] {
  const nodes = names.filter((name) => name.startsWith("Node")).length;
  const muscles = names.length - nodes;
  const words = [
    nodes && `${sign}${plural(nodes, "node")}`,
    muscles && `${sign}${plural(muscles, "muscle")}`,
  ];
  return names.length ? [words.filter(Boolean).join(", ")] : [];
}

/** "Muscle 1–3: stiffness +12 %, 108 → 121"; of what has no size that a share could be of, how far it moved. */
export function geneWords(change: BodyChange): string {
  const { gene, before, after, moved } = changeWords(change);
  if (change.before === null || before === after) return `${change.part}: ${gene} moved by ${moved}`;
  const share = change.before === 0 ? "" : ` ${signed((100 * change.moved) / Math.abs(change.before), 0)} %,`;
  return `${change.part}: ${gene}${share} ${before} → ${after}`;
}
