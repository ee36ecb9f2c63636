/** Where there is no net: how each muscle's oscillator swings, its last two seconds and where it is now. */

import type { Clip } from "../../api/clip";
import { el, write } from "../../panels/dom";
import { decimal, plural } from "../../panels/format";
import { onThemeChange } from "../../viewer/theme";
import type { Focus } from "../focus";
import { type Genome, geneTable } from "../genome";
import { type Panel, section, whileSeen } from "../panel";
import { type Palette, readPalette } from "./drawing";
import { type Pen, penOf } from "./pen";
import type { Body } from "./senses";

const ROW = 22;
const WINDOW_S = 2;
const POINTS = 48;
const LABEL = 44;
const DOT = 3.5;
const TURN = 2 * Math.PI;

/** Share of its rest length by which a muscle's oscillator would shorten it at a moment. */
function swingAt(genome: Genome, muscle: number, seconds: number): number {
  const { frequency, amplitude, phase } = genome.muscles[muscle]!;
  return amplitude * Math.sin(TURN * frequency * genome.frequency_multiplier * seconds + phase);
}

/** Degrees of a turn, 0..360, that a muscle's oscillator has come to. */
function phaseAt(genome: Genome, muscle: number, seconds: number): number {
  const { frequency, phase } = genome.muscles[muscle]!;
  const turns = frequency * genome.frequency_multiplier * seconds + phase / TURN;
  return 360 * (turns - Math.floor(turns));
}

/** The panel of a creature that oscillators drive. */
export function oscillatorPanel(
  genome: Genome,
  clip: Clip,
  body: Body,
  focus: Focus,
  left: AbortSignal,
): Panel {
  const canvas = el("canvas", {
    class: "oscillators",
    role: "img",
    "aria-label": `How ${plural(body.muscles.length, "muscle")} swing; the table below tells the same`,
    "data-testid": "oscillators",
  });
  const note = el(
    "p",
    { class: "faint small" },
    "Each muscle has a clock of its own; target and motion make it swing more or less. Up is shorter.",
  );
  const table = phaseTable(genome, clip, body);
  const root = section("Oscillators", "no brain", [], canvas, note, table.root);
  canvas.style.setProperty("--height", `${ROW * body.muscles.length + 4}px`);
  let palette = readPalette();
  let frame = 0;
  let pen: Pen | null = null;
  const draw = (): void => {
    if (pen) drawSwings(pen, genome, body, palette, frame / clip.hz, focus.muscle);
  };
  const sizes = new ResizeObserver(() => {
    if (!canvas.clientWidth) return;
    pen = penOf(canvas, canvas.clientWidth, canvas.clientHeight);
    draw();
  });
  sizes.observe(canvas);
  focus.onChange(draw);
  canvas.addEventListener("pointermove", (event) => {
    const muscle = Math.floor((event.clientY - canvas.getBoundingClientRect().top) / ROW);
    focus.set("muscle", muscle < body.muscles.length ? muscle : null);
  });
  canvas.addEventListener("pointerleave", () => focus.clear());
  const stopListening = onThemeChange(() => {
    palette = readPalette();
    draw();
  });
  left.addEventListener("abort", () => {
    sizes.disconnect();
    stopListening();
  });
  const show = (next: number): void => {
    frame = next;
    draw();
    table.update(frame);
  };
  return { root, update: whileSeen(canvas, show, left) };
}

/** Allocates nothing. The widest swing fills its row. */
function drawSwings(
  { context, width, height }: Pen,
  genome: Genome,
  body: Body,
  palette: Palette,
  seconds: number,
  focused: number | null,
): void {
  context.clearRect(0, 0, width, height);
  context.font = palette.font;
  context.textBaseline = "middle";
  context.textAlign = "left";
  const right = width - DOT - 2;
  let widest = 1e-6;
  for (const { amplitude } of genome.muscles) widest = Math.max(widest, amplitude);
  const scale = (0.42 * ROW) / widest;
  for (let muscle = 0; muscle < body.muscles.length; muscle++) {
    const middle = ROW * (muscle + 0.5) + 2;
    const isFocused = muscle === focused;
    context.fillStyle = isFocused ? palette.accent : palette.text;
    context.fillText(body.muscles[muscle]!, 0, middle);
    context.globalAlpha = focused === null || isFocused ? 1 : 0.35;
    context.strokeStyle = isFocused ? palette.accent : palette.idle;
    context.lineWidth = isFocused ? 1.75 : 1.25;
    context.beginPath();
    for (let point = 0; point <= POINTS; point++) {
      const share = point / POINTS;
      const swing = swingAt(genome, muscle, seconds - WINDOW_S * (1 - share));
      context.lineTo(LABEL + (right - LABEL) * share, middle - scale * swing);
    }
    context.stroke();
    const now = swingAt(genome, muscle, seconds);
    context.fillStyle = now < 0 ? palette.negative : palette.positive;
    context.beginPath();
    context.arc(right, middle - scale * now, DOT, 0, TURN);
    context.fill();
    context.globalAlpha = 1;
  }
}

function phaseTable(
  genome: Genome,
  clip: Clip,
  body: Body,
): { root: HTMLElement; update(frame: number): void } {
  const now = body.muscles.map(() => el("td", { class: "num" }));
  const rows = body.muscles.map((name, muscle) => {
    const { amplitude, frequency } = genome.muscles[muscle]!;
    const hz = decimal(frequency * genome.frequency_multiplier, 2);
    return el(
      "tr",
      {},
      el("th", { scope: "row" }, name),
      el("td", { class: "num" }, hz),
      el("td", { class: "num" }, decimal(100 * amplitude, 0)),
      now[muscle]!,
    );
  });
  const details = el(
    "details",
    { class: "side-details" },
    el("summary", {}, "As a table"),
    geneTable(["Muscle", "Freq. Hz", "Swing %", "Phase °"], rows),
  );
  let frame = 0;
  const update = (next: number): void => {
    frame = next;
    if (!details.open) return;
    now.forEach((cell, muscle) => {
      write(cell, decimal(phaseAt(genome, muscle, frame / clip.hz), 0));
    });
  };
  details.addEventListener("toggle", () => update(frame));
  return { root: details, update };
}
