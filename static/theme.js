// Blocking and tiny on purpose: sets the theme before the first paint, so that no page flashes in the wrong one.
document.documentElement.dataset.bsTheme =
  localStorage.getItem("theme") ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
