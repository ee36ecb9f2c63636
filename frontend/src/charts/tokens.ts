/** The look's tokens, read from CSS whenever something is drawn, so that a change of theme is just a redraw. */

/**
 * Value of a token, named without its prefix: token("accent").
 * @throws Error if the styles have no such token: a colour that is not there would be drawn as black.
 */
export function token(name: string): string {
  const value = getComputedStyle(document.documentElement).getPropertyValue(`--ev-${name}`).trim();
  if (!value) throw new Error(`There is no token --ev-${name}`);
  return value;
}

/** The 11 px type of ticks and labels. */
export function tickFont(weight = 400): string {
  return `${weight} 11px ${token("font")}`;
}
