/** What the creature senses: a bar for every input of its net, to the right what is positive. */

import type { Sense } from "../../generated/api";
import { el, write } from "../../panels/dom";
import { count } from "../../panels/format";
import type { Focus } from "../focus";
import { type Panel, section, whileSeen } from "../panel";
import { activationOf, type Mind, type Net } from "./net";
import { SENSE_TITLES, sensed } from "./senses";

/** A sense with more inputs than this begins folded. */
const OPEN_UP_TO = 6;

interface Row {
  /** its place among the inputs */
  input: number;
  sense: Sense;
  bar: HTMLElement;
  value: HTMLElement;
  group: HTMLDetailsElement;
}

export function sensesPanel({ net, senses, carried, focus, left }: Mind): Panel {
  const rows: Row[] = [];
  const groups = senses.flatMap((sense) => {
    return carried.senses[sense.name] ? [senseGroup(sense, net, focus, rows)] : [];
  });
  let frame = 0;
  const show = (next: number): void => {
    frame = next;
    for (const { input, sense, bar, value, group } of rows) {
      if (!group.open) continue;
      const now = activationOf(net, carried, input, frame);
      bar.style.setProperty("--now", `${now}`);
      bar.dataset.sign = now < 0 ? "negative" : "positive";
      write(value, sensed(sense, now));
    }
  };
  for (const group of groups) group.addEventListener("toggle", () => show(frame));
  const lit = rows.map(({ bar }) => bar.closest(".sense-row")!);
  focus.onChange((now) => {
    lit.forEach((row, input) => {
      row.classList.toggle("is-marked", now?.kind === "neuron" && now.index === input);
    });
  });
  const root = section("Senses", "as the brain last felt them", [], ...groups);
  root.dataset.testid = "senses";
  return { root, update: whileSeen(root, show, left) };
}

function senseGroup(sense: Sense, net: Net, focus: Focus, rows: Row[]): HTMLDetailsElement {
  const title = SENSE_TITLES[sense.name] ?? sense.name;
  const neurons = net.neurons.filter((neuron) => neuron.sense === sense.name);
  const many = neurons.length > OPEN_UP_TO;
  const group = el(
    "details",
    { class: "side-details sense", open: !many },
    el("summary", {}, title, many && el("span", { class: "faint" }, ` ${count(neurons.length)}`)),
  );
  for (const { name } of neurons) {
    const input = rows.length;
    const bar = el("i", { class: "sense-bar", "aria-hidden": "true" });
    const value = el("span", { class: "num" });
    rows.push({ input, sense, bar, value, group });
    group.append(
      el(
        "div",
        {
          class: "sense-row",
          onpointerenter: () => focus.set("neuron", input),
          onpointerleave: () => focus.clear(),
        },
        el("span", {}, name),
        el("span", { class: "sense-track" }, bar),
        value,
      ),
    );
  }
  return group;
}
