/** The brain: its graph with live activations, what the neuron in focus says, and all of it as a table. */

import { el, icon, write } from "../../panels/dom";
import { count, plural, signed } from "../../panels/format";
import { type Panel, section, whileSeen } from "../panel";
import { MOST_LINKS } from "./drawing";
import { focusNeuron, graphOf, neuronInFocus } from "./graph";
import { activationOf, type Mind, type Net } from "./net";
import { sensed } from "./senses";

const STRONGEST_TOLD = 4;
const HINT = "Point at a neuron or a muscle.";

/** @param stage where the graph goes while it is wanted large */
export function brainPanel(mind: Mind, stage: HTMLElement): Panel {
  const { net, carried, focus, left } = mind;
  const graph = graphOf(net, carried, focus, left);
  const words = readout(mind);
  const table = neuronTable(mind);
  const figure = el("div", { class: "brain-figure" }, graph.root, words.root, legend(net));
  const root = section("Brain", sizes(net), [enlarge(figure, stage, left)], figure, table.root);
  const show = (frame: number): void => {
    graph.update(frame);
    words.update(frame);
    table.update(frame);
  };
  return { root, update: whileSeen(figure, show, left) };
}

function sizes(net: Net): string {
  const outputs = net.neurons.length - net.inputs - net.hidden;
  const name = net.kind === "neat" ? "NEAT" : net.activation;
  return `${name}, ${net.inputs} in, ${net.hidden} hidden, ${outputs} out`;
}

function legend(net: Net): HTMLElement {
  const off = net.links.filter(({ enabled }) => !enabled).length;
  const notes = [
    net.links.length > MOST_LINKS &&
      `The strongest ${count(MOST_LINKS)} of ${count(net.links.length)} links are drawn.`,
    off > 0 && `Dashed: ${plural(off, "link")} switched off.`,
  ].filter(Boolean);
  return el(
    "p",
    { class: "brain-legend faint" },
    el("span", {}, el("i", { class: "key-negative" }), "negative"),
    el("span", {}, el("i", { class: "key-positive" }), "positive"),
    el("span", {}, "width: weight, fill: activation"),
    notes.length > 0 && el("span", {}, notes.join(" ")),
  );
}

/** A button that lays the figure over the stage, where a large net has room; it, Escape or a cross bring it back. */
function enlarge(figure: HTMLElement, stage: HTMLElement, left: AbortSignal): HTMLElement {
  const home = document.createComment("brain");
  const show = (large: boolean): void => {
    if (large) {
      figure.replaceWith(home);
      stage.append(figure);
    } else home.replaceWith(figure);
    figure.classList.toggle("is-large", large);
    stage.classList.toggle("is-covered", large);
    button.setAttribute("aria-pressed", `${large}`);
  };
  const isLarge = (): boolean => figure.parentElement === stage;
  const button = iconButton("arrows-fullscreen", "Show the graph large", () => show(!isLarge()));
  button.classList.add("push");
  button.setAttribute("aria-pressed", "false");
  const close = iconButton("x-lg", "Back beside the stage", () => {
    show(false);
    button.focus();
  });
  close.classList.add("brain-close");
  figure.prepend(close);
  document.addEventListener(
    "keydown",
    ({ key }) => {
      if (key === "Escape" && isLarge()) show(false);
    },
    { signal: left },
  );
  return button;
}

function iconButton(name: string, words: string, act: () => void): HTMLButtonElement {
  const attributes = { class: "btn btn-bare btn-icon", type: "button", "aria-label": words, title: words };
  return el("button", { ...attributes, onclick: act }, icon(name));
}

/** What a neuron says now: as its sense tells it, or as a bare number. */
function told({ net, senses, carried }: Mind, neuron: number, frame: number): string {
  const { layer, sense } = net.neurons[neuron]!;
  const value = activationOf(net, carried, neuron, frame);
  if (layer === "input")
    return sensed(
      senses.find(({ name }) => name === sense),
      value,
    );
  return signed(value, 2);
}

interface Live {
  root: HTMLElement;
  update(frame: number): void;
}

/** A line about the neuron in focus; who listens instead of looking hears of it when the focus moves. */
function readout(mind: Mind): Live {
  const { net, focus } = mind;
  const name = el("b", {});
  const value = el("span", { class: "num" });
  const links = el("span", { class: "faint" });
  const spoken = el("span", { class: "visually-hidden", "aria-live": "polite" });
  const root = el("p", { class: "brain-readout" }, name, value, links, spoken);
  let frame = 0;
  const update = (next: number): void => {
    frame = next;
    const neuron = neuronInFocus(net, focus);
    if (neuron !== null) write(value, told(mind, neuron, frame));
  };
  focus.onChange(() => {
    const neuron = neuronInFocus(net, focus);
    if (neuron === null) {
      write(name, "");
      write(value, "");
      write(links, HINT);
      return;
    }
    const { layer, name: called } = net.neurons[neuron]!;
    write(name, layer === "output" ? `muscle ${called}` : called);
    write(links, strongest(net, neuron));
    update(frame);
    write(spoken, `${name.textContent} ${value.textContent} ${links.textContent}`);
  });
  write(links, HINT);
  return { root, update };
}

/** Where a neuron hears most from, or, of an input, whom it tells most. */
export function strongest(net: Net, neuron: number): string {
  const isInput = neuron < net.inputs;
  const links = net.links
    .filter(({ from, to, enabled }) => enabled && (isInput ? from : to) === neuron)
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
    .slice(0, STRONGEST_TOLD)
    .map(({ from, to, weight }) => `${net.neurons[isInput ? to : from]!.name} ${signed(weight, 2)}`);
  if (!links.length) return isInput ? "tells nobody" : "hears nobody";
  return `${isInput ? "tells" : "hears"} ${links.join(", ")}`;
}

/** Every neuron as a row: its kind, name, what it says now and its strongest links. */
function neuronTable(mind: Mind): Live {
  const { net, focus } = mind;
  const values: HTMLElement[] = [];
  const body = el("tbody", {});
  const details = el(
    "details",
    { class: "side-details" },
    el("summary", {}, "As a table"),
    el(
      "div",
      { class: "table-wrap" },
      el(
        "table",
        { class: "genes" },
        el(
          "thead",
          {},
          el(
            "tr",
            {},
            ...["Neuron", "Now", "Strongest links"].map((head, i) =>
              el("th", { scope: "col", class: i === 1 ? "num" : null }, head),
            ),
          ),
        ),
        body,
      ),
    ),
  );
  let frame = 0;
  const fill = (): void => {
    if (details.open && !values.length) addRows();
    update(frame);
  };
  const addRows = (): void => {
    net.neurons.forEach(({ layer, name }, neuron) => {
      values[neuron] = el("td", { class: "num" });
      body.append(
        el(
          "tr",
          { onpointerenter: () => focusNeuron(net, focus, neuron), onpointerleave: () => focus.clear() },
          el("th", { scope: "row" }, layer === "output" ? `muscle ${name}` : name),
          values[neuron]!,
          el("td", { class: "faint small" }, strongest(net, neuron)),
        ),
      );
    });
  };
  const update = (next: number): void => {
    frame = next;
    if (!details.open) return;
    values.forEach((cell, neuron) => {
      write(cell, told(mind, neuron, frame));
    });
  };
  details.addEventListener("toggle", fill);
  return { root: details, update };
}
