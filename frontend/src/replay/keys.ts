/** What each key does on the Replay page. */

import type { Playback } from "../viewer/playback";
import type { Shortcut } from "./shortcuts";
import { step, toggle } from "./transport";

const KEY_SPEEDS: Record<string, number> = { 1: 0.25, 2: 0.5, 3: 1, 4: 2 };

export interface ReplayActions {
  playback: Playback;
  /** frames per second of the clip */
  hz(): number;
  nextCamera(): void;
  toggleGrid(): void;
  toggleTrail(): void;
  /** null: there is nothing else to colour muscles by */
  nextColour: (() => void) | null;
  /** null: there is no sound here */
  toggleSound: (() => void) | null;
  resetCamera(): void;
  showHelp(): void;
}

export function replayShortcuts(actions: ReplayActions): Shortcut[] {
  const { playback, hz, nextColour, toggleSound } = actions;
  const frame = (way: number) => () => step(playback, hz(), way);
  const second = (way: number) => () => playback.seek(playback.seconds + way);
  const colour = nextColour && {
    keys: ["c"],
    shown: "C",
    does: "Muscles by length or by frequency",
    act: nextColour,
  };
  return [
    { keys: [" "], shown: "space", does: "Play or pause", act: () => toggle(playback) },
    { keys: ["ArrowLeft"], shown: "←", does: "One frame back", act: frame(-1) },
    { keys: ["ArrowRight"], shown: "→", does: "One frame on", act: frame(1) },
    { keys: ["shift+ArrowLeft"], shown: "shift ←", does: "One second back", act: second(-1) },
    { keys: ["shift+ArrowRight"], shown: "shift →", does: "One second on", act: second(1) },
    { keys: ["Home"], shown: "home", does: "To the birth", act: () => playback.seek(0) },
    { keys: ["End"], shown: "end", does: "To the end", act: () => playback.seek(playback.duration) },
    {
      keys: Object.keys(KEY_SPEEDS),
      shown: "1 2 3 4",
      does: "Speed 0.25×, 0.5×, 1×, 2×",
      act: (key) => playback.setSpeed(KEY_SPEEDS[key]!),
    },
    { keys: ["l"], shown: "L", does: "Loop", act: () => playback.setLoop(!playback.loop) },
    { keys: ["f"], shown: "F", does: "Next camera: fixed, follow, chase", act: actions.nextCamera },
    { keys: ["r"], shown: "R", does: "Camera back to its place", act: actions.resetCamera },
    { keys: ["g"], shown: "G", does: "Metre lines", act: actions.toggleGrid },
    { keys: ["t"], shown: "T", does: "Trail", act: actions.toggleTrail },
    ...(colour ? [colour] : []),
    ...(toggleSound ? [{ keys: ["m"], shown: "M", does: "Sound", act: toggleSound }] : []),
    { keys: ["?"], shown: "?", does: "This list", act: actions.showHelp },
  ];
}
