/** The guided first run: a hint beside what comes next, on every page that is on the way. It blocks nothing. */

import { el, icon, put } from "../panels/dom";
import { placeOf } from "./place";
import { keep, kept } from "./progress";
import { arrived, next, type Progress, STEPS, type Step, stepOn } from "./steps";

const LOOK_AGAIN_MS = 500;
/** px of what is pointed at */
const LEAST_SEEN = 40;
const POINTED = "guide-pointed";
const WORDS_ID = "guide-words";

class Guide {
  private progress: Progress = kept() ?? 0;
  private page = "";
  private step: Step | null = null;
  private anchor: Element | null = null;
  private readonly card = el("aside", { class: "guide", "aria-label": "Guide", hidden: true });
  private readonly stop = new AbortController();
  private readonly looking: number;

  constructor() {
    const { signal } = this.stop;
    document.querySelector("header")?.after(this.card);
    this.card.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.end();
    });
    for (const event of ["scroll", "resize"])
      window.addEventListener(event, () => this.place(), { passive: true, signal });
    for (const event of ["pointerup", "keyup"])
      document.addEventListener(event, (happened) => this.happened(happened), { signal });
    this.looking = window.setInterval(() => this.look(), LOOK_AGAIN_MS);
    this.look();
  }

  /** See where the person is, and what of the page there is by now. */
  private look(): void {
    if (location.pathname !== this.page) {
      this.page = location.pathname;
      this.go(arrived(this.progress, this.page));
    }
    if (!this.step) return;
    const there = this.step.anchors.map(seen).filter((anchor) => anchor !== undefined);
    const anchor = there.find((one) => this.placeBeside(one)) ?? there[0] ?? null;
    if (anchor !== this.anchor) this.point(anchor);
    this.place();
  }

  private go(progress: Progress): void {
    this.progress = progress;
    keep(progress);
    this.step = stepOn(progress, this.page);
    this.point(null);
    this.card.hidden = !this.step;
    if (progress === "over") this.leave();
    else if (this.step) this.draw(this.step, progress);
  }

  private draw(step: Step, number: number): void {
    const words = el("p", { id: WORDS_ID, role: "status" });
    const buttons = el("div", { class: "guide-buttons" });
    if (step.go)
      buttons.append(el("a", { class: "btn btn-primary", href: step.go.address(this.page) }, step.go.label));
    else if (step.done)
      buttons.append(
        el(
          "button",
          { class: "btn btn-quiet", type: "button", onclick: () => this.go(next(number)) },
          "Next",
        ),
      );
    put(
      this.card,
      el(
        "header",
        {},
        el("h2", {}, step.title),
        el(
          "button",
          {
            class: "btn btn-bare btn-icon",
            type: "button",
            "aria-label": "End the guide",
            onclick: () => this.end(),
          },
          icon("x-lg"),
        ),
      ),
      words,
      el(
        "footer",
        {},
        el("span", { class: "faint small num" }, `Step ${number + 1} of ${STEPS.length}`),
        buttons,
      ),
    );
    this.say(step);
  }

  private say(step: Step): void {
    const words = this.card.querySelector("p");
    if (!words) return;
    const told = typeof step.words === "string" ? step.words : step.words();
    words.textContent = this.anchor || !step.waiting ? told : step.waiting;
  }

  private point(anchor: Element | null): void {
    this.anchor?.classList.remove(POINTED);
    this.anchor?.removeAttribute("aria-describedby");
    this.anchor = anchor;
    anchor?.classList.add(POINTED);
    anchor?.setAttribute("aria-describedby", WORDS_ID);
    if (anchor && !isInSight(anchor)) anchor.scrollIntoView({ block: "center" });
    if (this.step) this.say(this.step);
  }

  private place(): void {
    if (!this.step) return;
    const place = this.placeBeside(this.anchor);
    this.card.classList.toggle("is-waiting", !place);
    if (!place) return;
    this.card.style.left = `${Math.round(place.left)}px`;
    this.card.style.top = `${Math.round(place.top)}px`;
  }

  /** Where the hint has room beside something; null: nowhere. */
  private placeBeside(anchor: Element | null): { left: number; top: number } | null {
    const hint = { width: this.card.offsetWidth, height: this.card.offsetHeight };
    const box = anchor?.getBoundingClientRect() ?? { left: 0, top: 0, width: 0, height: 0 };
    return placeOf(box, hint, freeOfBars());
  }

  private happened(event: Event): void {
    if (this.progress === "over" || !this.step?.done?.includes(event.type)) return;
    if (this.anchor?.contains(event.target as Node)) this.go(next(this.progress));
  }

  private end(): void {
    this.go("over");
  }

  private leave(): void {
    window.clearInterval(this.looking);
    this.stop.abort();
    this.point(null);
    this.card.remove();
  }
}

/** The first element of a selector that is drawn. */
function seen(selector: string): Element | undefined {
  return [...document.querySelectorAll(selector)].find((found) => found.getClientRects().length > 0);
}

/** Whether enough of something stands between the bars to be looked at. */
function isInSight(anchor: Element): boolean {
  const { top, bottom } = anchor.getBoundingClientRect();
  const free = freeOfBars();
  return top >= free.top && Math.min(bottom, top + LEAST_SEEN) <= free.top + free.height;
}

/** The part of the window between the bar at the top and, on phones, the tabs at the bottom. */
function freeOfBars(): { left: number; top: number; width: number; height: number } {
  const top = Math.max(0, document.querySelector(".topbar")?.getBoundingClientRect().bottom ?? 0);
  const tabs = document.querySelector(".tabs")?.getBoundingClientRect();
  const bottom = tabs?.height ? Math.min(tabs.top, innerHeight) : innerHeight;
  return { left: 0, top, width: document.documentElement.clientWidth, height: bottom - top };
}

/** Lead on from where the person is. */
export function startGuide(): void {
  new Guide();
}
