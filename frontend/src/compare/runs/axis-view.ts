/** One axis of the parallel coordinates: its name, its ends, and the mark that is dragged on it. */

import { el } from "../../panels/dom";
import { type Brush, brushBetween, type ParallelAxis, shareOf } from "./brushing";

/** px above the axes, for their names, and below */
export const NAME_HEIGHT = 54;
export const ROOM = 26;
/** px a name is dragged before it is taken for a move */
const LEAST_DRAG = 6;

export interface AxisView {
  axis: ParallelAxis;
  root: HTMLElement;
  show(brush: Brush | undefined): void;
  focus(): void;
}

interface Actions {
  mark(brush: Brush | null): void;
  /** put it at another place; `focus`: the keyboard stays with it */
  move(to: number, focus: boolean): void;
  place: number;
  count: number;
}

/** @param share of the field's width at which it stands */
export function axisView(axis: ParallelAxis, share: number, actions: Actions): AxisView {
  const name = el(
    "button",
    {
      type: "button",
      class: "axis-name",
      title: `${axis.title}: drag to put it elsewhere`,
      "aria-description": "Left and right arrow keys move this axis",
    },
    axis.title,
    axis.unit && el("span", { class: "unit" }, ` ${axis.unit}`),
  );
  const marked = el("i", { class: "axis-mark", hidden: true });
  const track = el("div", { class: "axis-track" }, marked);
  const root = el("div", { class: "axis" }, name, track, ...ticksOf(axis));
  root.style.setProperty("--share", `${share}`);
  dragToMark(track, axis, actions);
  dragToMove(name, root, actions);
  return {
    axis,
    root,
    focus: () => name.focus(),
    show(brush) {
      marked.hidden = brush === undefined;
      if (!brush) return;
      const [low, high] = endsOf(axis, brush);
      marked.style.setProperty("--low", `${low}`);
      marked.style.setProperty("--high", `${high}`);
    },
  };
}

function ticksOf(axis: ParallelAxis): HTMLElement[] {
  const tick = (words: string, at: number): HTMLElement => {
    const mark = el("span", { class: "axis-tick num", title: words }, words);
    mark.style.setProperty("--at", `${at}`);
    return mark;
  };
  if (axis.kind === "choice")
    return axis.choices.map((choice, i) => tick(choice, (i + 0.5) / axis.choices.length));
  return [tick(axis.shown(axis.low), 0), tick(axis.shown(axis.high), 1)];
}

/** Ends of a mark as shares of the axis. */
function endsOf(axis: ParallelAxis, brush: Brush): [number, number] {
  if ("choices" in brush) {
    if (axis.kind !== "choice") return [0, 1];
    if (brush.choices.size === 0) return [0, 0];
    const places = [...brush.choices].map((choice) => axis.choices.indexOf(choice));
    return [Math.min(...places) / axis.choices.length, (Math.max(...places) + 1) / axis.choices.length];
  }
  if (axis.kind !== "number") return [0, 1];
  const inside = (value: number): number =>
    Math.min(1, Math.max(0, shareOf(axis, Math.max(value, axis.low))));
  return [inside(brush.low), inside(brush.high)];
}

function dragToMark(track: HTMLElement, axis: ParallelAxis, { mark }: Actions): void {
  let from: number | null = null;
  const shareAt = ({ clientY }: PointerEvent): number => {
    const box = track.getBoundingClientRect();
    return 1 - (clientY - box.top) / box.height;
  };
  track.addEventListener("pointerdown", (event) => {
    track.setPointerCapture(event.pointerId);
    from = shareAt(event);
    mark(brushBetween(axis, from, from));
  });
  track.addEventListener("pointermove", (event) => {
    if (from !== null) mark(brushBetween(axis, from, shareAt(event)));
  });
  const end = (): void => {
    from = null;
  };
  track.addEventListener("pointerup", end);
  track.addEventListener("pointercancel", end);
}

function dragToMove(name: HTMLElement, root: HTMLElement, { move, place, count }: Actions): void {
  let from: number | null = null;
  const away = ({ clientX }: PointerEvent): number => clientX - (from ?? clientX);
  name.addEventListener("pointerdown", (event) => {
    name.setPointerCapture(event.pointerId);
    from = event.clientX;
  });
  name.addEventListener("pointermove", (event) => {
    root.style.setProperty("--away", `${away(event)}px`);
  });
  name.addEventListener("pointerup", (event) => {
    const moved = away(event);
    from = null;
    root.style.removeProperty("--away");
    const gap = root.parentElement!.clientWidth / count;
    if (Math.abs(moved) > LEAST_DRAG) move(place + Math.round(moved / gap), false);
  });
  name.addEventListener("keydown", ({ key }) => {
    if (key === "ArrowLeft") move(place - 1, true);
    if (key === "ArrowRight") move(place + 1, true);
  });
}
