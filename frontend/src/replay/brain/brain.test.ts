// @vitest-environment happy-dom
import { beforeEach, expect, test } from "vitest";
import type { Activations } from "../../api/clip";
import type { Sense } from "../../generated/api";
import { randomNumbers } from "../../viewer/synthetic";
import { Focus } from "../focus";
import { focusNeuron, neuronInFocus } from "./graph";
import { depthsOf, heightOf, neighbour, neuronAt, placesOf } from "./layout";
import { activationOf, type Brain, type Net, netOf } from "./net";
import { strongest } from "./panel";
import { inputName, sensed } from "./senses";

const SENSES: Sense[] = [
  { name: "target", inputs: 3, full: 1, unit: "" },
  { name: "strain", inputs: 4, full: 100, unit: "%" },
  { name: "velocity", inputs: 9, full: 10, unit: "m/s" },
  { name: "bias", inputs: 1, full: 1, unit: "" },
];
/** Two muscles of four places and two nodes of three: rows 3–4, 7–12 and 16 of the weights are used. */
const BODY = { nodes: 2, muscles: ["1–2", "2–1"] };
const CARRIED: Activations = {
  senses: { target: 3, strain: 2, velocity: 6, bias: 1 },
  hiddenCount: 2,
  hiddenScale: 4,
  inputs: Int8Array.from({ length: 24 }, (_, i) => i),
  hidden: Int8Array.of(0, 0, 127, -127),
  outputs: Int8Array.of(0, 0, 64, -127),
};
const ROWS = 17;

let dense: Net;
let neat: Net;

const DENSE: Brain = {
  kind: "dense",
  activation: "tanh",
  weights_in: Array.from({ length: ROWS }, (_, row) => [row, -row]),
  bias_hidden: [0.5, -0.5],
  weights_out: [
    [1, 2],
    [-3, 4],
  ],
  bias_out: [0.1, 0.2],
};
const link = (from: string, to: string, weight: number, enabled = true) => ({ from, to, weight, enabled });
const NEAT: Brain = {
  kind: "neat",
  activation: "tanh",
  hidden: [
    { id: 31, bias: 0 },
    { id: 7, bias: 1 },
  ],
  output_bias: [0, 0],
  links: [
    link("in:0", "hidden:31", 0.5),
    link("in:12", "hidden:31", 2), // the second node's z
    link("in:5", "out:0", 9), // strain of a muscle that this body has lost
    link("hidden:31", "hidden:7", -1),
    link("hidden:7", "out:1", 1.5),
    link("bias", "out:0", -2, false),
  ],
};

beforeEach(() => {
  dense = netOf(DENSE, SENSES, CARRIED, BODY);
  neat = netOf(NEAT, SENSES, CARRIED, BODY);
});

test("a dense net has the rows of the weights that its body uses, and every link", () => {
  expect([dense.inputs, dense.hidden, dense.neurons.length]).toEqual([12, 2, 16]);
  const first = dense.links.filter(({ to }) => to === 12).map(({ weight }) => weight);
  expect(first).toEqual([0, 1, 2, 3, 4, 7, 8, 9, 10, 11, 12, 16]);
  expect(dense.links.filter(({ from }) => from === 13)).toEqual([
    { from: 13, to: 14, weight: -3, enabled: true },
    { from: 13, to: 15, weight: 4, enabled: true },
  ]);
});

test("NEAT's links join neurons by name, and those of what the body lacks are left out", () => {
  expect(neat.links).toEqual([
    { from: 0, to: 12, weight: 0.5, enabled: true },
    { from: 10, to: 12, weight: 2, enabled: true },
    { from: 12, to: 13, weight: -1, enabled: true },
    { from: 13, to: 15, weight: 1.5, enabled: true },
    { from: 11, to: 14, weight: -2, enabled: false },
  ]);
  expect(neat.neurons[12]!.name).toBe("hidden 31");
});

test("inputs know which muscle or node they tell of", () => {
  const named = dense.neurons.slice(0, 12).map(({ name }) => name);
  expect(named.slice(2, 7)).toEqual(["target z", "strain 1–2", "strain 2–1", "velocity 1 x", "velocity 1 y"]);
  expect(dense.neurons[4]!.muscle).toBe(1);
  expect(dense.neurons[10]!.node).toBe(1);
  expect(inputName("smell", 1, BODY).name).toBe("smell 2");
});

test("activations are those of the frame, hidden ones at their own scale", () => {
  expect(activationOf(dense, CARRIED, 1, 1)).toBeCloseTo(13 / 127);
  expect([12, 13].map((neuron) => activationOf(dense, CARRIED, neuron, 1))).toEqual([4, -4]);
  expect(activationOf(dense, CARRIED, 15, 1)).toBe(-1);
  expect(activationOf(dense, CARRIED, 14, 0)).toBe(0);
});

test("what is sensed has its unit, and says where it may be more", () => {
  const [target, strain, velocity] = SENSES;
  expect(sensed(target, -0.5)).toBe("−0.50");
  expect(sensed(strain, 0.12)).toBe("+12 %");
  expect(sensed(velocity, -0.31)).toBe("−3.1 m/s");
  expect(sensed(velocity, 1)).toBe("≥ +10.0 m/s");
  expect(sensed({ name: "distance", inputs: 1, full: 20, unit: "m" }, 0.5)).toBe("10.0 m");
  expect(sensed({ name: "ground", inputs: 1, full: 1, unit: "" }, 1)).toBe("touches");
});

test("a neuron's depth is the longest way to it, and links that are off lead nowhere", () => {
  expect(depthsOf(neat)).toEqual([1, 2]);
  const off = { ...neat, links: neat.links.map((one) => ({ ...one, enabled: false })) };
  expect(depthsOf(off)).toEqual([1, 1]);
  expect(depthsOf(dense)).toEqual([1, 1]);
});

/** A net of any size: links lead from inputs to hidden neurons, to later ones and to outputs. */
function anyNet(seed: number): Net {
  const random = randomNumbers(seed);
  const [inputs, hidden, outputs] = [70, 64, 40].map((most) => 1 + Math.floor(most * random()));
  const total = inputs! + hidden! + outputs!;
  const neurons = Array.from({ length: total }, (_, i): Net["neurons"][number] => ({
    layer: i < inputs! ? "input" : i < inputs! + hidden! ? "hidden" : "output",
    column: i,
    name: `${i}`,
    sense: `${Math.floor((4 * i) / inputs!)}`,
    bias: 0,
  }));
  const links = Array.from({ length: 200 }, () => {
    const from = Math.floor((inputs! + hidden!) * random());
    const least = Math.max(from + 1, inputs!);
    return {
      from,
      to: least + Math.floor((total - least) * random()),
      weight: random() - 0.5,
      enabled: random() < 0.8,
    };
  });
  return { kind: "neat", activation: "tanh", neurons, inputs: inputs!, hidden: hidden!, links };
}

test("every neuron of any net has a place of its own within the picture, and links in use lead to the right", () => {
  for (let seed = 1; seed <= 60; seed++) {
    const net = anyNet(seed);
    const room = { width: 348, height: heightOf(net), left: 70, right: 50 };
    const { at, radius } = placesOf(net, room);
    expect(room.height).toBeLessThanOrEqual(430);
    for (let a = 0; a < net.neurons.length; a++) {
      expect(at[2 * a]).toBeGreaterThanOrEqual(room.left - 0.5);
      expect(at[2 * a]).toBeLessThanOrEqual(room.width - room.right + 0.5);
      expect(at[2 * a + 1]).toBeGreaterThan(radius);
      expect(at[2 * a + 1]).toBeLessThan(room.height - radius);
      for (let b = 0; b < a; b++)
        expect(Math.hypot(at[2 * a]! - at[2 * b]!, at[2 * a + 1]! - at[2 * b + 1]!)).toBeGreaterThan(3);
    }
    const depths = depthsOf(net);
    for (const { from, to, enabled } of net.links) {
      if (!enabled || from < net.inputs || to >= net.inputs + net.hidden) continue;
      expect(depths[to - net.inputs]).toBeGreaterThan(depths[from - net.inputs]!);
    }
  }
});

test("a neuron is met where it stands, and nothing between", () => {
  const places = placesOf(neat, { width: 348, height: 220, left: 70, right: 50 });
  for (let neuron = 0; neuron < neat.neurons.length; neuron++) {
    const [x, y] = [places.at[2 * neuron]!, places.at[2 * neuron + 1]!];
    expect(neuronAt(places, x + 1, y - 1, 6)).toBe(neuron);
  }
  expect(neuronAt(places, 5, 5, 6)).toBeNull();
});

test("arrow keys reach every neuron from the first", () => {
  for (const net of [dense, neat, anyNet(5)]) {
    const places = placesOf(net, { width: 348, height: heightOf(net), left: 70, right: 50 });
    const met = new Set([0]);
    for (const neuron of met)
      for (const key of ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"])
        met.add(neighbour(net, places, neuron, key));
    expect(met.size).toBe(net.neurons.length);
  }
});

test("an output is its muscle in focus, and the other way round", () => {
  const focus = new Focus();
  const told: unknown[] = [];
  focus.onChange((now) => told.push(now));
  focusNeuron(dense, focus, 15);
  expect(focus.now).toEqual({ kind: "muscle", index: 1 });
  expect(neuronInFocus(dense, focus)).toBe(15);
  focusNeuron(dense, focus, 3);
  focusNeuron(dense, focus, 3);
  focusNeuron(dense, focus, null);
  expect(told).toEqual([{ kind: "muscle", index: 1 }, { kind: "neuron", index: 3 }, null]);
});

test("a neuron's strongest links are told in order, of an input those it tells", () => {
  expect(strongest(neat, 12)).toBe("hears velocity 2 z +2.00, target x +0.50");
  expect(strongest(neat, 0)).toBe("tells hidden 31 +0.50");
  expect(strongest(neat, 14)).toBe("hears nobody");
});
