/** How the heat scale shows more creatures: its strongest colour is dark on light and bright on dark. */

import { el, write } from "../panels/dom";
import { THEME_EVENT } from "../panels/theme";

/** "darker" in the light theme, "brighter" in the dark one. */
export function moreIs(): string {
  return document.documentElement.dataset.bsTheme === "dark" ? "brighter" : "darker";
}

/** Words about the heat scale that follow a change of theme. @param say told how more is shown */
export function heatWords(say: (more: string) => string, look: string): HTMLElement {
  const words = el("span", { class: look });
  const tell = () => write(words, say(moreIs()));
  window.addEventListener(THEME_EVENT, tell);
  tell();
  return words;
}
