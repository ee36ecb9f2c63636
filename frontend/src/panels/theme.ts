/** The theme switch in the top bar. static/theme.js has set the theme before the first paint. */

import { kept, oneOf } from "../storage";

/** Event on window after the theme changed; charts and stages read their tokens again. */
export const THEME_EVENT = "themechange";

const CHOICES = { system: "as the system", light: "light", dark: "dark" };
type Choice = keyof typeof CHOICES;

const CHOSEN = kept("evoweb-theme", oneOf<Choice>("system", "light", "dark"));
const SYSTEM = "(prefers-color-scheme: dark)";

/** Let every [data-theme-toggle] go through the themes, and remember the choice; what is printed is light. */
export function startTheme(): void {
  const buttons = document.querySelectorAll<HTMLButtonElement>("[data-theme-toggle]");
  for (const button of buttons) {
    label(button);
    button.addEventListener("click", () => {
      choose(after(choice()));
      for (const one of buttons) label(one);
    });
  }
  matchMedia(SYSTEM).addEventListener("change", () => show(theme()));
  window.addEventListener("beforeprint", () => show("light"));
  window.addEventListener("afterprint", () => show(theme()));
}

function choice(): Choice {
  return oneOf<Choice>("system", "light", "dark")(document.documentElement.dataset.theme) ?? "system";
}

/** The first press always changes what is seen: to the theme that the system does not ask for. */
function after(now: Choice): Choice {
  const [usual, other] =
    systemTheme() === "dark" ? (["dark", "light"] as const) : (["light", "dark"] as const);
  return now === "system" ? other : now === other ? usual : "system";
}

function choose(next: Choice): void {
  CHOSEN.write(next);
  document.documentElement.dataset.theme = next;
  show(theme());
}

function theme(): "light" | "dark" {
  const chosen = choice();
  return chosen === "system" ? systemTheme() : chosen;
}

function systemTheme(): "light" | "dark" {
  return matchMedia(SYSTEM).matches ? "dark" : "light";
}

function show(next: "light" | "dark"): void {
  const root = document.documentElement;
  if (root.dataset.bsTheme === next) return;
  root.dataset.bsTheme = next;
  window.dispatchEvent(new CustomEvent(THEME_EVENT));
}

function label(button: HTMLButtonElement): void {
  const words = `Theme: ${CHOICES[choice()]}. Switch to ${CHOICES[after(choice())]}`;
  button.title = words;
  button.setAttribute("aria-label", words);
}
