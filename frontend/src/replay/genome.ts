/** The genome as two tables, muscles and nodes; the last column of the muscles says what each does now. */

import type { Clip } from "../api/clip";
import { el, segmented, write } from "../panels/dom";
import { decimal, signed } from "../panels/format";
import { Pose } from "../viewer/pose";

/** The genes that the tables show (format evoweb-genome/1). */
export interface Genome {
  nodes: { position: [number, number, number]; size: number; friction: number }[];
  muscles: {
    ends: [number, number];
    rest_length: number;
    stiffness: number;
    damping: number;
    frequency: number;
    amplitude: number;
  }[];
}

export interface GenomePanel {
  root: HTMLElement;
  /** Fill the "now" column. */
  update(clip: Clip, seconds: number): void;
  /** Mark one muscle's row; null: none. */
  mark(muscle: number | null): void;
}

/** @param hover called with the muscle whose row the pointer or the focus is on, null when it leaves */
export function genomePanel(genome: Genome, hover: (muscle: number | null) => void): GenomePanel {
  const muscles = muscleTable(genome, hover);
  const nodes = nodeTable(genome);
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
  const head = el("header", { class: "side-head" }, el("h2", {}, "Genome"), tabs.root);
  return {
    root: el(
      "section",
      { class: "side-section" },
      head,
      el("div", { class: "table-wrap" }, muscles.table, nodes),
    ),
    update: muscles.update,
    mark: muscles.mark,
  };
}

/** The panel of a genome that cannot be read. */
export function unreadGenome(why: string): GenomePanel {
  const words = el("p", { class: "note warn" }, `The genome cannot be read. ${why}`);
  const head = el("header", { class: "side-head" }, el("h2", {}, "Genome"));
  return { root: el("section", { class: "side-section" }, head, words), update: () => {}, mark: () => {} };
}

interface MuscleTable {
  table: HTMLTableElement;
  update(clip: Clip, seconds: number): void;
  mark(muscle: number | null): void;
}

function muscleTable({ muscles }: Genome, hover: (muscle: number | null) => void): MuscleTable {
  const longest = Math.max(...muscles.map((muscle) => muscle.rest_length));
  const stiffest = Math.max(...muscles.map(({ stiffness }) => stiffness));
  const now = muscles.map(() => el("td", { class: "num now" }));
  const rows = muscles.map((muscle, i) => {
    const row = el(
      "tr",
      { onpointerenter: () => hover(i), onpointerleave: () => hover(null) },
      el("th", { scope: "row" }, muscle.ends.map((end) => end + 1).join("–")),
      measured(decimal(muscle.rest_length, 2), muscle.rest_length / longest),
      measured(decimal(muscle.stiffness, 0), muscle.stiffness / stiffest),
      el("td", { class: "num" }, decimal(muscle.frequency, 2)),
      now[i],
    );
    return row;
  });
  let pose: Pose | null = null;
  return {
    table: table(["Muscle", "Rest m", "Stiff. N/m", "Freq. Hz", "Now"], rows),
    update(clip, seconds) {
      if (pose?.clip !== clip) pose = new Pose(clip);
      pose.at(seconds);
      for (let muscle = 0; muscle < clip.muscles; muscle++) {
        const change = 100 * (pose.muscleLength(muscle) / clip.restLength[muscle]! - 1);
        write(now[muscle]!, `${signed(change, 0)} %`);
        now[muscle]!.dataset.sign = change < -0.5 ? "contracted" : change > 0.5 ? "stretched" : "rest";
      }
    },
    mark(muscle) {
      for (const [i, row] of rows.entries()) row.classList.toggle("is-marked", i === muscle);
    },
  };
}

function nodeTable({ nodes }: Genome): HTMLTableElement {
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
  return table(["Node", "Diameter m", "Friction", "Born at m"], rows);
}

function table(heads: string[], rows: HTMLTableRowElement[]): HTMLTableElement {
  const cells = heads.map((head, i) => el("th", { scope: "col", class: i > 0 ? "num" : null }, head));
  return el("table", { class: "genes" }, el("thead", {}, el("tr", {}, ...cells)), el("tbody", {}, ...rows));
}

/** A number with a thin bar of its share of the column's greatest. */
function measured(text: string, share: number): HTMLTableCellElement {
  const bar = el("i", { class: "gene-bar", "aria-hidden": "true" });
  bar.style.setProperty("--share", `${share}`);
  return el("td", { class: "num" }, text, bar);
}
