// Blocking and tiny on purpose: sets the theme before the first paint, so that no page flashes in the wrong one.
{
  const root = document.documentElement;
  // What frontend/src/panels/theme.ts remembers; a browser may let nobody read it.
  const chosen = () => {
    try {
      return JSON.parse(localStorage.getItem("evoweb-theme"));
    } catch {
      return null;
    }
  };
  // An embed is told its theme, or left to what the visitor's system prefers.
  const choice = root.dataset.embed === undefined ? chosen() : root.dataset.embed;
  const isDark = choice === "dark" || (choice !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.dataset.theme = choice === "dark" || choice === "light" ? choice : "system";
  root.dataset.bsTheme = isDark ? "dark" : "light";
}
