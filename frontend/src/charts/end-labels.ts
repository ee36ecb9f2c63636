/** Labels at the ends of lines, in the order of the lines, moved apart where they would touch. */

export interface EndLabel {
  text: string;
  colour: string;
  /** px from the top */
  y: number;
}

/** The labels at least `gap` apart and none below `bottom`, each as near to its line as that allows. */
export function spread(labels: EndLabel[], gap: number, bottom: number): EndLabel[] {
  const sorted = labels.map((label) => ({ ...label })).sort((a, b) => a.y - b.y);
  let limit = bottom;
  for (const label of sorted.toReversed()) {
    label.y = Math.min(label.y, limit);
    limit = label.y - gap;
  }
  return sorted;
}
