/** The clock of all that moves on a page, at the bottom of the screen; space plays. */

import { el } from "../panels/dom";
import { type ScrubBar, scrubBar } from "../replay/scrub";
import { listenForShortcuts } from "../replay/shortcuts";
import { toggle, transport } from "../replay/transport";
import { wake } from "../viewer/frames";
import type { Playback } from "../viewer/playback";

/** @param tell told every moment that is shown */
export function clock(playback: Playback, tell: (seconds: number) => void): ScrubBar {
  const scrub = scrubBar(playback);
  const controls = transport(playback, { speeds: [0.25, 1, 2] });
  controls.lastElementChild!.before(scrub.root);
  const tick = (elapsed: number): boolean => {
    playback.advance(elapsed);
    return playback.playing;
  };
  playback.onChange(() => {
    tell(playback.seconds);
    if (playback.playing) wake(tick);
  });
  listenForShortcuts([{ keys: [" "], shown: "space", does: "Play or pause", act: () => toggle(playback) }]);
  return { ...scrub, root: el("div", { class: "compare-controls" }, controls) };
}
