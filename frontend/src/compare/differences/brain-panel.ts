/** What changed in a net: a map of the weights' changes, how they are spread, and the largest ones. */

import { el } from "../../panels/dom";
import { decimal, signed } from "../../panels/format";
import { onThemeChange, readTheme } from "../../viewer/theme";
import { type BrainChanges, type LinkChange, STILL, sizeOf } from "./brain-changes";
import { foldedTable } from "./folded-table";
import { summary } from "./words";

const LISTED = 10;
const BINS = 21;
/** px of a cell of the map */
const CELL = 12;
const LAYERS = [
  { title: "Senses → neurons", holds: ({ to }: LinkChange) => to.startsWith("neuron") },
  { title: "Neurons → muscles", holds: ({ to }: LinkChange) => !to.startsWith("neuron") },
];

export interface BrainPanel {
  root: HTMLElement;
  dispose(): void;
}

export function brainPanel(changes: BrainChanges | null): BrainPanel {
  if (!changes) {
    const words = "Oscillators drive these creatures: there is no net that could differ.";
    return { root: el("p", { class: "faint small" }, words), dispose: () => {} };
  }
  const greatest = Math.max(...changes.changed.map(sizeOf), STILL);
  const maps =
    changes.kind === "dense"
      ? LAYERS.map((layer) => heatMap(layer.title, layerOf(changes, layer), greatest))
      : [];
  const root = el(
    "div",
    { class: "brain-changes" },
    el("p", { class: "small" }, summary(changes)),
    el("div", { class: "heat-maps" }, ...maps.map((map) => map.root)),
    maps.length > 0 && scale(greatest),
    spreadOf(changes, greatest),
    largest(changes),
  );
  const dispose = (): void => {
    for (const map of maps) map.dispose();
  };
  return { root, dispose };
}

function layerOf({ changed }: BrainChanges, { holds }: (typeof LAYERS)[number]): LinkChange[] {
  return changed.filter(holds);
}

/** Sources down, sinks across; a cell is after − before. */
function heatMap(title: string, links: LinkChange[], greatest: number): BrainPanel {
  const rows = [...new Set(links.map(({ from }) => from))];
  const columns = [...new Set(links.map(({ to }) => to))];
  const canvas = el("canvas", {
    width: columns.length,
    height: rows.length,
    role: "img",
    "aria-label": title,
  });
  canvas.style.width = `${columns.length * CELL}px`;
  canvas.style.height = `${rows.length * CELL}px`;
  const words = el(
    "p",
    { class: "faint small heat-words", "aria-live": "polite" },
    "Point at a cell to read it.",
  );
  const at = new Map(links.map((link) => [`${link.from} ${link.to}`, link]));
  const paint = (): void => {
    const { length } = readTheme();
    const context = canvas.getContext("2d")!;
    context.clearRect(0, 0, canvas.width, canvas.height);
    for (const link of links) {
      const change = (link.after! - link.before!) / greatest;
      context.fillStyle = `#${length.colour(0.5 + change / 2).getHexString()}`;
      context.fillRect(columns.indexOf(link.to), rows.indexOf(link.from), 1, 1);
    }
  };
  canvas.addEventListener("pointermove", ({ offsetX, offsetY }) => {
    const from = rows[Math.floor(offsetY / CELL)];
    const to = columns[Math.floor(offsetX / CELL)];
    const link = at.get(`${from} ${to}`);
    words.textContent = link ? linkWords(link) : "Point at a cell to read it.";
  });
  paint();
  const root = el(
    "figure",
    { class: "heat-map" },
    el("figcaption", {}, `${title} `, el("span", { class: "unit" }, `${rows.length} × ${columns.length}`)),
    el("div", { class: "heat-scroll" }, canvas),
    words,
  );
  return { root, dispose: onThemeChange(paint) };
}

function linkWords({ from, to, before, after }: LinkChange): string {
  return `${from} → ${to}: ${decimal(before!, 2)} to ${decimal(after!, 2)}`;
}

function scale(greatest: number): HTMLElement {
  return el(
    "div",
    { class: "heat-scale num small faint" },
    decimal(-greatest, 2),
    el("i", { class: "scale-length", "aria-hidden": "true" }),
    signed(greatest, 2),
  );
}

/** How the changes of weights are spread, as bars of equal width. */
function spreadOf({ changed }: BrainChanges, greatest: number): HTMLElement {
  const counts = binned(changed, greatest);
  const most = Math.max(...counts, 1);
  const bars = counts.map((count) => {
    const bar = el("i");
    bar.style.setProperty("--share", `${count / most}`);
    return bar;
  });
  return el(
    "figure",
    { class: "weight-spread" },
    el("figcaption", {}, "Spread of the changes ", el("span", { class: "unit" }, "weights")),
    el("div", { class: "bars", role: "img", "aria-label": `Most weights in one bar: ${most}` }, ...bars),
    el(
      "div",
      { class: "bars-axis num small faint" },
      el("span", {}, decimal(-greatest, 2)),
      el("span", {}, "0"),
      el("span", {}, signed(greatest, 2)),
    ),
  );
}

/** Changes counted in equal bins from −greatest to greatest. */
function binned(changes: LinkChange[], greatest: number): number[] {
  const counts = new Array<number>(BINS).fill(0);
  for (const { before, after } of changes) {
    const share = (after! - before! + greatest) / (2 * greatest);
    counts[Math.min(Math.floor(share * BINS), BINS - 1)]!++;
  }
  return counts;
}

function largest({ changed, gained, lost }: BrainChanges): HTMLElement {
  const bySize = (links: LinkChange[]): LinkChange[] => links.toSorted((a, b) => sizeOf(b) - sizeOf(a));
  const rows = [
    ...changed.filter((link) => sizeOf(link) > STILL || link.switched).map((link) => row(link, change(link))),
    ...bySize(gained).map((link) => row(link, "gained")),
    ...bySize(lost).map((link) => row(link, "lost")),
  ];
  return el("div", {}, ...foldedTable(["From", "To"], ["Before", "After", "Change"], rows, LISTED));
}

function row({ from, to, before, after }: LinkChange, words: string): HTMLElement {
  const value = (weight: number | null): string => (weight === null ? "" : decimal(weight, 2));
  return el(
    "tr",
    {},
    el("td", {}, from),
    el("td", {}, to),
    el("td", { class: "num" }, value(before)),
    el("td", { class: "num" }, value(after)),
    el("td", { class: "num" }, words),
  );
}

function change({ before, after, switched }: LinkChange): string {
  const moved = signed(after! - before!, 2);
  return switched ? `${moved}, switched ${switched}` : moved;
}
