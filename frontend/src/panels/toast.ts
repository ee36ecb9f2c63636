/** Words that come up at the page's edge and go by themselves; read out, and kept while the pointer or focus is on them. */

import { el, icon } from "./dom";

export type ToastKind = "info" | "warn" | "danger";

const LASTS_MS = 7000;
const ICONS: Record<ToastKind, string> = {
  info: "info-circle",
  warn: "exclamation-triangle",
  danger: "exclamation-octagon",
};

const MOST = 4;

let box: HTMLElement | undefined;

/** Have the place ready in which words come up: screen readers follow what was there before its content. */
export function prepareToasts(): HTMLElement {
  box ??= document.body.appendChild(el("div", { class: "toasts", role: "status", "aria-live": "polite" }));
  return box;
}

/** Say something. @param link where it leads; it then stays until it is closed */
export function toast(text: string, kind: ToastKind = "info", link?: { href: string; label: string }): void {
  const close = () => item.remove();
  const item = el(
    "div",
    { class: `note toast-note ${kind === "info" ? "" : kind}` },
    icon(ICONS[kind]),
    el("span", {}, text, link ? " " : null, link ? el("a", { href: link.href }, link.label) : null),
    el(
      "button",
      { class: "btn btn-bare btn-icon", type: "button", "aria-label": "Close", onclick: close },
      icon("x-lg"),
    ),
  );
  const place = prepareToasts();
  place.append(item);
  while (place.children.length > MOST) place.firstElementChild!.remove();
  if (link) return;
  const leave = () => {
    if (item.matches(":hover, :focus-within")) setTimeout(leave, 1000);
    else close();
  };
  setTimeout(leave, LASTS_MS);
}
