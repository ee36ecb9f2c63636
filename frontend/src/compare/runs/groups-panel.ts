/** Groups of runs in figures, and whether they differ from one of them by more than chance would have it. */

import type { ComparedRun } from "../../generated/api";
import { el, put } from "../../panels/dom";
import { decimal, NOTHING, plural, score } from "../../panels/format";
import { swatch } from "../../panels/swatch";
import { quantile } from "./bands";
import type { Group } from "./grouping";
import { type Colours, OTHER } from "./lines";
import { effectWords, holm, leastP, mannWhitney, type Test } from "./statistics";

const MOST_TESTED = 30;

export interface GroupsPanel {
  root: HTMLElement;
  update(groups: Group[] | null, colours: Colours): void;
}

interface Row {
  group: Group;
  scores: number[];
  test: Test | null;
  /** corrected for all comparisons of the table */
  p: number | null;
}

export function groupsPanel(): GroupsPanel {
  const body = el("div", { class: "panel-body" });
  const reference = el("select", { class: "form-select", "aria-label": "Compared with" });
  const title = el("h2", {}, "Groups ", el("span", { class: "unit" }, "champions' scores"));
  const choice = el("label", { class: "push small" }, "against", reference);
  const root = el(
    "section",
    { class: "panel groups" },
    el("header", { class: "panel-head" }, title, choice),
    body,
  );
  let shown: Group[] = [];
  let colours: Colours = new Map();
  const draw = (): void => {
    if (shown.length > MOST_TESTED) {
      const words = `${shown.length} groups are too many to be tested against each other: group by what has fewer values.`;
      put(body, el("p", { class: "faint small" }, words));
      return;
    }
    const rows = tested(shown, Number(reference.value));
    put(body, tableOf(rows, Number(reference.value), colours), ...explained(rows, Number(reference.value)));
  };
  reference.addEventListener("change", draw);
  return {
    root,
    update(groups, nowColours) {
      root.hidden = !groups?.length;
      if (!groups) return;
      const before = shown[Number(reference.value)]?.label;
      shown = groups;
      colours = nowColours;
      choice.hidden = groups.length < 2 || groups.length > MOST_TESTED;
      const chosen = Math.max(
        0,
        groups.findIndex(({ label }) => label === before),
      );
      put(
        reference,
        ...groups.map(({ label }, i) => el("option", { value: i, selected: i === chosen }, label)),
      );
      draw();
    },
  };
}

/** A run's part in the comparison: its champion's mean over layouts that selection never saw. */
function scoresOf(members: ComparedRun[]): number[] {
  return members.flatMap(({ held_out }) => (held_out ? [held_out.mean] : [])).sort((a, b) => a - b);
}

/** Each group against one of them. Runs that are in both are left out of the other, for a test is of independent samples. */
export function tested(groups: Group[], reference: number): Row[] {
  const base = groups[reference];
  const rows = groups.map((group, i): Row => {
    const scores = scoresOf(group.members);
    if (!base || i === reference) return { group, scores, test: null, p: null };
    const others = base.members.filter((run) => !group.members.some(({ id }) => id === run.id));
    return { group, scores, test: mannWhitney(scores, scoresOf(others)), p: null };
  });
  const withTests = rows.filter(({ test }) => test !== null);
  const corrected = holm(withTests.map(({ test }) => test!.p));
  for (const [i, row] of withTests.entries()) row.p = corrected[i]!;
  return rows;
}

function tableOf(rows: Row[], reference: number, colours: Colours): HTMLElement {
  const several = rows.filter(({ test }) => test).length > 1;
  const heads: [string, string][] = [
    ["Group", ""],
    ["Runs", "num"],
    ["Median", "num"],
    ["Middle half", "num"],
    ["U", "num"],
    ["p, two-sided", "num"],
    ...(several ? ([["p, Holm", "num"]] as [string, string][]) : []),
    ["Cliff's δ", "num"],
  ];
  const body = rows.map((row, i) => {
    const { group, scores, test, p } = row;
    const cells =
      i === reference
        ? [el("td", { class: "faint", colspan: several ? 4 : 3 }, "the others are compared with this")]
        : [
            number(test ? decimal(test.u, Number.isInteger(test.u) ? 0 : 1) : NOTHING),
            number(test ? `${pWords(test.p)}${test.exact ? "" : " ≈"}` : NOTHING),
            ...(several ? [number(p === null ? NOTHING : pWords(p))] : []),
            number(test ? `${decimal(test.delta, 2)} ${effectWords(test.delta)}` : NOTHING),
          ];
    return el(
      "tr",
      {},
      el("th", { scope: "row" }, swatch(`var(--ev-${colours.get(group.label) ?? OTHER})`), group.label),
      number(`${scores.length}`),
      number(scores.length > 0 ? score(quantile(scores, 0.5)) : NOTHING),
      number(
        scores.length > 0 ? `${score(quantile(scores, 0.25))} to ${score(quantile(scores, 0.75))}` : NOTHING,
      ),
      ...(rows.length > 1 ? cells : []),
    );
  });
  const shownHeads = rows.length > 1 ? heads : heads.slice(0, 4);
  const head = el(
    "tr",
    {},
    ...shownHeads.map(([label, kind]) => el("th", { scope: "col", class: kind }, label)),
  );
  return el(
    "div",
    { class: "table-wrap" },
    el("table", { class: "changes groups-table" }, el("thead", {}, head), el("tbody", {}, ...body)),
  );
}

function number(text: string): HTMLElement {
  return el("td", { class: "num" }, text);
}

/** A probability: 0.013, or that it is smaller than what is shown. */
function pWords(p: number): string {
  return p < 0.001 ? "< 0.001" : decimal(p, 3);
}

function explained(rows: Row[], reference: number): HTMLElement[] {
  if (rows.length < 2) return [];
  const count = rows.filter(({ test }) => test).length;
  const least = leastOf(rows, reference);
  const words = [
    "Each run counts once, with its champion's mean over layouts that selection never saw (in a task without layouts, its score). " +
      "The Mann–Whitney U test asks whether runs of a group tend to score higher or lower than those it is compared with; runs are taken for independent and are not paired.",
    `p is the chance of a difference as large where there is none: counted out for up to 40 runs together, else by the normal approximation (≈).${
      count > 1 ? ` Holm's correction allows for all ${count} comparisons.` : ""
    } Cliff's δ is the share of pairs in which the group's run scores higher, less that in which it scores lower.`,
    least,
  ].filter(Boolean);
  return words.map((text) => el("p", { class: "faint small" }, text));
}

/** What few runs cannot show. */
function leastOf(rows: Row[], reference: number): string {
  const base = rows[reference]?.scores.length ?? 0;
  const sizes = rows.filter((_, i) => i !== reference).map(({ scores }) => scores.length);
  const fewest = sizes.reduce((a, b) => Math.min(a, b), Infinity);
  if (base === 0 || fewest === 0 || fewest === Infinity) return "";
  const p = leastP(fewest, base);
  if (p < 0.01) return "";
  return `Few runs show little: of ${plural(fewest, "run")} against ${base}, p cannot be below ${pWords(p)} however they differ.`;
}
