/** A muscle contracts: two oscillators, one of them yours to set. */

import { el, svgElement } from "../panels/dom";
import { decimal } from "../panels/format";
import { slider } from "./controls";
import { curvePoints, HALF, PAST_S, ROUND_S, rhythmClip, SECOND, SIGHT_S, STEADY } from "./oscillator";
import { howStage } from "./stage";

export function rhythmScene(): HTMLElement {
  const stage = howStage("Three nodes in a row, the two muscles between them lengthening and shortening");
  const yours = svgElement("polyline", { class: "how-yours" });
  const steady = svgElement("polyline", { class: "how-steady", points: curvePoints(STEADY) });
  const curves = svgElement("svg", {
    class: "how-curves",
    "aria-hidden": "true",
    preserveAspectRatio: "none",
  });
  const now = svgElement("line", { class: "how-now", y1: 0, y2: 2 * HALF });
  curves.append(steady, yours, now);
  const { playback } = stage.view;
  const scroll = (): void => {
    const x = (playback.seconds % ROUND_S) * SECOND;
    curves.setAttribute("viewBox", `${x - PAST_S * SECOND} 0 ${SIGHT_S * SECOND} ${2 * HALF}`);
    now.setAttribute("x1", `${x}`);
    now.setAttribute("x2", `${x}`);
  };
  const frequency = slider({
    label: "Frequency",
    ...{ min: 0.5, max: 2, step: 0.1, value: 1 },
    words: (value) => `${decimal(value, 1)} Hz`,
    change: () => show(),
  });
  const amplitude = slider({
    label: "Amplitude",
    ...{ min: 0.05, max: 0.5, step: 0.05, value: 0.3 },
    words: (value) => `${Math.round(100 * value)} %`,
    change: () => show(),
  });
  const phase = slider({
    label: "Phase",
    ...{ min: 0, max: 360, step: 15, value: 90 },
    words: (value) => `${value}°`,
    change: () => show(),
  });
  const show = (): void => {
    const set = {
      frequency: frequency.value(),
      amplitude: amplitude.value(),
      phase: (phase.value() * Math.PI) / 180,
    };
    stage.show(rhythmClip(set, STEADY), 1.3);
    yours.setAttribute("points", curvePoints(set));
  };
  stage.chip.textContent = "Left: yours · right: 1 Hz, 30 %, 0°";
  playback.onChange(scroll);
  show();
  const legend = el(
    "p",
    { class: "faint small" },
    "Length of each muscle over three seconds; the line is now.",
  );
  return el(
    "div",
    {},
    stage.root,
    el("div", { class: "how-controls" }, curves, legend, frequency.root, amplitude.root, phase.root),
  );
}
