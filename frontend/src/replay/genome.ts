/** The genome as two tables, muscles and nodes; the last column of the muscles says what each does now. */

import type { Clip } from "../api/clip";
import { el, segmented, write } from "../panels/dom";
import { decimal, signed } from "../panels/format";
import { lengthIn } from "../viewer/measures";
import type { Brain } from "./brain/net";
import type { Body } from "./brain/senses";
import { type Focus, type Focused, joins } from "./focus";
import { section } from "./panel";

/** The genes that the tables show (format evoweb-genome/1). */
export interface Genome {
  frequency_multiplier: number;
  nodes: { position: [number, number, number]; size: number; friction: number }[];
  muscles: {
    ends: [number, number];
    rest_length: number;
    stiffness: number;
    damping: number;
    frequency: number;
    amplitude: number;
    phase: number;
  }[];
  brain: Brain | null;
}

export interface GenomePanel {
  root: HTMLElement;
  /** Fill the "now" column from a clip's frame. */
  update(clip: Clip, frame: number): void;
}

/** The names of a body's parts: nodes by number from 1, muscles by the nodes that they join. */
export function bodyOf({ nodes, muscles }: Genome): Body {
  return { nodes: nodes.length, muscles: muscles.map(({ ends }) => ends.map((end) => end + 1).join("–")) };
}

export function genomePanel(genome: Genome, focus: Focus): GenomePanel {
  const muscles = muscleTable(genome, focus);
  const nodes = nodeTable(genome, focus);
  const tabs = segmented("Genome", String, (key) => choose(key));
  const choices = [
    { key: "muscles", label: "Muscles", count: genome.muscles.length },
    { key: "nodes", label: "Nodes", count: genome.nodes.length },
  ];
  const choose = (key: string): void => {
    tabs.update(choices, key);
    muscles.table.hidden = key !== "muscles";
    nodes.hidden = key !== "nodes";
  };
  choose("muscles");
  const tables = el("div", { class: "table-wrap" }, muscles.table, nodes);
  return { root: section("Genome", "", [tabs.root], tables), update: muscles.update };
}

/** The panel of a genome that cannot be read. */
export function unreadGenome(why: string): GenomePanel {
  const words = el("p", { class: "note warn" }, `The genome cannot be read. ${why}`);
  return { root: section("Genome", "", [], words), update: () => {} };
}

interface MuscleTable {
  table: HTMLTableElement;
  update: GenomePanel["update"];
}

function muscleTable(genome: Genome, focus: Focus): MuscleTable {
  const { muscles } = genome;
  const names = bodyOf(genome).muscles;
  const longest = Math.max(...muscles.map((muscle) => muscle.rest_length));
  const stiffest = Math.max(...muscles.map(({ stiffness }) => stiffness));
  const now = muscles.map(() => el("td", { class: "num now" }));
  const rows = muscles.map((muscle, i) => {
    const row = el(
      "tr",
      {},
      el("th", { scope: "row" }, names[i]!),
      measured(decimal(muscle.rest_length, 2), muscle.rest_length / longest),
      measured(decimal(muscle.stiffness, 0), muscle.stiffness / stiffest),
      el("td", { class: "num" }, decimal(muscle.frequency, 2)),
      now[i],
    );
    return row;
  });
  const ends = muscles.flatMap((muscle) => muscle.ends);
  focusRows("muscle", rows, focus, (now, muscle) =>
    now.kind === "muscle" ? now.index === muscle : joins(ends, muscle, now.index),
  );
  return {
    table: geneTable(["Muscle", "Rest m", "Stiff. N/m", "Freq. Hz", "Now"], rows),
    update(clip, frame) {
      for (let muscle = 0; muscle < clip.muscles; muscle++) {
        const change = 100 * (lengthIn(clip, muscle, frame) / clip.restLength[muscle]! - 1);
        write(now[muscle]!, `${signed(change, 0)} %`);
        now[muscle]!.dataset.sign = change < -0.5 ? "contracted" : change > 0.5 ? "stretched" : "rest";
      }
    },
  };
}

function nodeTable({ nodes, muscles }: Genome, focus: Focus): HTMLTableElement {
  const largest = Math.max(...nodes.map(({ size }) => size));
  const rows = nodes.map(({ size, friction, position }, i) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, `${i + 1}`),
      measured(decimal(size, 2), size / largest),
      measured(decimal(friction, 2), friction),
      el("td", { class: "num" }, position.map((metres) => decimal(metres, 2)).join(", ")),
    ),
  );
  const ends = muscles.flatMap((muscle) => muscle.ends);
  focusRows("node", rows, focus, (now, node) =>
    now.kind === "node" ? now.index === node : joins(ends, now.index, node),
  );
  return geneTable(["Node", "Diameter m", "Friction", "Born at m"], rows);
}

/**
 * Put what a row is about into focus while it is pointed at or walked to, and mark the rows that belong to what is.
 * Up and down lead from row to row; the first of them is in the page's order.
 */
function focusRows(
  kind: "muscle" | "node",
  rows: HTMLTableRowElement[],
  focus: Focus,
  belongs: (now: Focused, row: number) => boolean,
): void {
  rows.forEach((row, i) => {
    row.tabIndex = i ? -1 : 0;
    row.addEventListener("pointerenter", () => focus.set(kind, i));
    row.addEventListener("pointerleave", () => focus.clear());
    row.addEventListener("focus", () => focus.set(kind, i));
    row.addEventListener("blur", () => focus.clear());
    row.addEventListener("keydown", ({ key }) => {
      if (key === "ArrowDown") rows[i + 1]?.focus();
      if (key === "ArrowUp") rows[i - 1]?.focus();
    });
  });
  focus.onChange((now) => {
    rows.forEach((row, i) => {
      row.classList.toggle("is-marked", now !== null && now.kind !== "neuron" && belongs(now, i));
    });
  });
}

/** A row for each part of the body: its name, and numbers. */
export function geneTable(heads: string[], rows: HTMLTableRowElement[]): HTMLTableElement {
  const cells = heads.map((head, i) => el("th", { scope: "col", class: i > 0 ? "num" : null }, head));
  return el("table", { class: "genes" }, el("thead", {}, el("tr", {}, ...cells)), el("tbody", {}, ...rows));
}

/** A number with a thin bar of its share of the column's greatest. */
function measured(text: string, share: number): HTMLTableCellElement {
  const bar = el("i", { class: "gene-bar", "aria-hidden": "true" });
  bar.style.setProperty("--share", `${share}`);
  return el("td", { class: "num" }, text, bar);
}
