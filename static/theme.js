// Blocking and tiny on purpose: sets the theme before the first paint, so that no page flashes in the wrong one.
{
  const root = document.documentElement;
  const preferred = () => (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  // An embed is told its theme, or left to what the visitor's system prefers; storage may be closed to it.
  root.dataset.bsTheme =
    root.dataset.embed === undefined ? (localStorage.getItem("theme") ?? preferred()) : root.dataset.embed || preferred();
}
