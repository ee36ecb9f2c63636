/** The graph of a net, alive: a picture to point at and to walk through with the arrow keys. */

import type { Activations } from "../../api/clip";
import { el } from "../../panels/dom";
import { onThemeChange } from "../../viewer/theme";
import type { Focus } from "../focus";
import { drawLive, drawnLinks, drawStill, readPalette } from "./drawing";
import { heightOf, LABELLED, neighbour, neuronAt, type Places, placesOf } from "./layout";
import type { Net } from "./net";
import { type Pen, penOf } from "./pen";

const ARROWS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];
/** px round a neuron that count as it */
const REACH = 11;
const LABEL_PX = 5.7;

export interface Graph {
  root: HTMLElement;
  update(frame: number): void;
}

/** @param left aborts when the page is left */
export function graphOf(net: Net, carried: Activations, focus: Focus, left: AbortSignal): Graph {
  const still = el("canvas", { "aria-hidden": "true" });
  const live = el("canvas", { "aria-hidden": "true", "data-testid": "brain-live" });
  const root = el(
    "div",
    {
      class: "brain-graph",
      tabindex: 0,
      role: "application",
      "aria-roledescription": "graph",
      "aria-label": `Graph of the brain, ${net.neurons.length} neurons; arrow keys lead from one to the next`,
      "data-testid": "brain",
    },
    still,
    live,
  );
  const links = drawnLinks(net);
  let palette = readPalette();
  let frame = 0;
  let drawn: { places: Places; still: Pen; live: Pen } | null = null;

  const measure = (): void => {
    const width = root.clientWidth;
    const height = root.clientHeight;
    if (!width || !height) return;
    const places = placesOf(net, { width, height, ...margins(net, height) });
    drawn = { places, still: penOf(still, width, height), live: penOf(live, width, height) };
    draw();
  };
  const draw = (): void => {
    if (!drawn) return;
    const focused = neuronInFocus(net, focus);
    drawStill(drawn.still, net, links, drawn.places, palette, focused);
    update(frame);
  };
  const update = (next: number): void => {
    frame = next;
    if (drawn) drawLive(drawn.live, net, carried, drawn.places, palette, frame, neuronInFocus(net, focus));
  };

  root.style.setProperty("--height", `${heightOf(net)}px`);
  focus.onChange(draw);
  pointAt(root, net, focus, () => drawn?.places ?? null);
  const sizes = new ResizeObserver(measure);
  sizes.observe(root);
  const stopListening = onThemeChange(() => {
    palette = readPalette();
    draw();
  });
  left.addEventListener("abort", () => {
    sizes.disconnect();
    stopListening();
  });
  return { root, update };
}

/** px that the labels need. */
function margins(net: Net, height: number): { left: number; right: number } {
  const longest = (names: string[]): number => Math.max(...names.map((name) => name.length), 0);
  const inputs = net.neurons.slice(0, net.inputs);
  const labelled = height / Math.max(net.inputs, 1) >= LABELLED + 1;
  const left = longest(inputs.map(({ name, sense = "" }) => (labelled ? name : sense)));
  const right = longest(net.neurons.slice(net.inputs + net.hidden).map(({ name }) => name));
  return { left: LABEL_PX * left + 22, right: LABEL_PX * right + 20 };
}

/** The neuron that stands for what is in focus: a muscle's output, or the neuron itself. */
export function neuronInFocus(net: Net, { now }: Focus): number | null {
  if (now?.kind === "neuron") return now.index;
  return now?.kind === "muscle" ? net.inputs + net.hidden + now.index : null;
}

/** Put a neuron into focus; an output is its muscle. */
export function focusNeuron(net: Net, focus: Focus, neuron: number | null): void {
  const muscle = neuron === null ? -1 : neuron - net.inputs - net.hidden;
  if (muscle >= 0) focus.set("muscle", muscle);
  else focus.set("neuron", neuron);
}

function pointAt(root: HTMLElement, net: Net, focus: Focus, places: () => Places | null): void {
  const point = (event: PointerEvent): void => {
    const now = places();
    if (!now) return;
    const box = root.getBoundingClientRect();
    focusNeuron(net, focus, neuronAt(now, event.clientX - box.left, event.clientY - box.top, REACH));
  };
  root.addEventListener("pointermove", point);
  root.addEventListener("pointerdown", point);
  root.addEventListener("pointerleave", () => focus.clear());
  root.addEventListener("blur", () => focus.clear());
  root.addEventListener("keydown", (event) => {
    const now = places();
    if (event.key === "Escape") focus.clear();
    if (!now || !ARROWS.includes(event.key) || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation(); // elsewhere arrows lead from frame to frame
    const from = neuronInFocus(net, focus);
    focusNeuron(net, focus, from === null ? 0 : neighbour(net, now, from, event.key));
  });
}
