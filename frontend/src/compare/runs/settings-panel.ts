/** In what the runs differ: a column a run where they are few, else each setting's values and how many runs have them. */

import { el, put } from "../../panels/dom";
import { plural } from "../../panels/format";
import { differing, type Entrant, type Infos, shown, valuesOf } from "./settings";

const MOST_COLUMNS = 8;
const MOST_VALUES = 12;

export interface SettingsPanel {
  root: HTMLElement;
  update(all: Entrant[]): void;
}

export function settingsPanel(infos: Infos): SettingsPanel {
  const body = el("div", { class: "panel-body" });
  const title = el("h2", {}, "Settings that differ");
  return {
    root: el("section", { class: "panel differing" }, el("header", { class: "panel-head" }, title), body),
    update(all) {
      const names = differing(all, infos);
      const others = Object.keys(infos).filter((name) => !names.includes(name) && all[0]?.settings.has(name));
      put(body, differenceOf(all, names, infos), sameIn(all, others, infos));
    },
  };
}

function differenceOf(all: Entrant[], names: string[], infos: Infos): HTMLElement {
  if (names.length === 0) {
    const words = all.length > 1 ? "None: the runs differ in their seeds alone." : "There is one run.";
    return el("p", { class: "small" }, words);
  }
  const table = all.length <= MOST_COLUMNS ? byRun(all, names, infos) : byValue(all, names, infos);
  return el("div", { class: "table-wrap" }, table);
}

function byRun(all: Entrant[], names: string[], infos: Infos): HTMLElement {
  const heads = all.map(({ run }) => el("th", { scope: "col", title: run.name }, run.name));
  const rows = names.map((name) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, infos[name]!.title),
      ...all.map(({ settings }) => el("td", {}, shown(name, settings.get(name), infos))),
    ),
  );
  return tableOf([el("th", { scope: "col" }, "Setting"), ...heads], rows);
}

function byValue(all: Entrant[], names: string[], infos: Infos): HTMLElement {
  const rows = names.map((name) => {
    const values = valuesOf(all, name);
    const words = values.slice(0, MOST_VALUES).map((value) => {
      const count = all.filter(({ settings }) => settings.get(name) === value).length;
      return el(
        "span",
        { class: "value-count" },
        shown(name, value, infos),
        el("span", { class: "faint num" }, ` × ${count}`),
      );
    });
    const more = values.length - words.length;
    return el(
      "tr",
      {},
      el("th", { scope: "row" }, infos[name]!.title),
      el(
        "td",
        {},
        ...words,
        more > 0 && el("span", { class: "faint" }, `and ${plural(more, "other value")}`),
      ),
    );
  });
  return tableOf(
    ["Setting", "Values × runs"].map((head) => el("th", { scope: "col" }, head)),
    rows,
  );
}

function tableOf(heads: HTMLElement[], rows: HTMLElement[]): HTMLElement {
  return el(
    "table",
    { class: "changes settings-table" },
    el("thead", {}, el("tr", {}, ...heads)),
    el("tbody", {}, ...rows),
  );
}

/** What is the same in all, folded. */
function sameIn(all: Entrant[], names: string[], infos: Infos): HTMLElement | null {
  if (names.length === 0) return null;
  const words = names.map((name) =>
    el(
      "li",
      {},
      `${infos[name]!.title} `,
      el("span", { class: "faint" }, shown(name, all[0]!.settings.get(name), infos)),
    ),
  );
  return el(
    "details",
    { class: "same-settings" },
    el(
      "summary",
      {},
      `${plural(names.length, "setting")} with an effect ${names.length === 1 ? "is" : "are"} the same in all`,
    ),
    el("ul", {}, ...words),
  );
}
