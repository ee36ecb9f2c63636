/** The look's tokens, read from CSS whenever something is drawn, so that a change of theme is just a redraw. */

/** Value of a token, named without its prefix: token("accent"). */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--ev-${name}`).trim();
}

/** The 11 px type of ticks and labels. */
export function tickFont(weight = 400): string {
  return `${weight} 11px ${token("font")}`;
}
