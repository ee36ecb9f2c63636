/** The theme switch in the top bar. static/theme.js has set the theme before the first paint. */

/** Event on window after the theme changed; charts and stages read their tokens again. */
export const THEME_EVENT = "themechange";

/** Let every [data-theme-toggle] switch between light and dark, and remember the choice. */
export function startTheme(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-theme-toggle]")) {
    button.addEventListener("click", () => {
      const root = document.documentElement;
      const theme = root.dataset.bsTheme === "dark" ? "light" : "dark";
      root.dataset.bsTheme = theme;
      localStorage.setItem("theme", theme);
      window.dispatchEvent(new CustomEvent(THEME_EVENT));
    });
  }
}
