/** The guide's steps: where each is taken, what it points at, what it says, and when it is done. */

import { moreIs } from "../charts/more-is";

export interface Step {
  /** addresses of the page on which it is taken */
  page: RegExp;
  /** what it points at: the first of these that is on the page and seen, and leaves room for the hint */
  anchors: string[];
  title: string;
  /** a function where they depend on the theme */
  words: string | (() => string);
  /** stands there until something to point at has come */
  waiting: string;
  /** does it for the person; where the next page is only to be gone to */
  go?: { label: string; address: (page: string) => string };
  /** the event on the anchor that does it on the same page; without one, the next step's page does */
  done?: string[];
}

const RUN = /^\/runs\/(\d+)\/$/;
const REPLAY = /^\/runs\/(\d+)\/creatures\/[^/]+\/$/;

export const STEPS: Step[] = [
  {
    page: /^\/$/,
    anchors: ["main :is(.run-card, .run-row)", 'main a[href^="/runs/"]:not([href="/runs/new/"])'],
    title: "Here is a run",
    words:
      "In a run, creatures are born, tried and bred, generation after generation. A small one has begun by itself. Open it to watch.",
    waiting: "The first run appears here in a moment.",
  },
  {
    page: RUN,
    anchors: ['main [role="slider"]'],
    title: "Go through the generations",
    words: () =>
      `Each stripe is one generation, ${moreIs()} where more creatures are. Press on an early one, or use the arrow keys: below are its creatures.`,
    waiting: "Generation 0 comes in some seconds, and with it the first creatures.",
    done: ["pointerup", "keyup"],
  },
  {
    page: RUN,
    anchors: ['.champion a[href*="/creatures/"]', 'main a[href*="/creatures/"]'],
    title: "Open the champion",
    words: "The best creature so far. Its replay shows how it moves, and why it scores what it scores.",
    waiting: "The first champion appears with generation 0.",
  },
  {
    page: REPLAY,
    anchors: ['[data-testid="scrub"]', "canvas"],
    title: "A life, frame by frame",
    words:
      "Drag to move through it, and drag the picture to look from elsewhere. Then see what the run has learnt: its first champion beside its last.",
    waiting: "The replay is on its way.",
    go: { label: "Compare first and last", address: (page) => `/runs/${REPLAY.exec(page)?.[1]}/compare/` },
  },
  {
    page: /^\/runs\/\d+\/compare\/$/,
    anchors: ['.topnav a[href="/runs/new/"]', '.tabs a[href="/runs/new/"]'],
    title: "Now your own",
    words: "That is what evolution found. Choose a preset or your own settings, and start a run.",
    waiting: "",
    go: { label: "New run", address: () => "/runs/new/" },
  },
];

/** Where a person is in the guide: the number of the step that comes next, or "over". */
export type Progress = number | "over";

/** The progress after a person has come to a page: who has gone ahead by themselves is not held back. */
export function arrived(progress: Progress, page: string): Progress {
  if (progress === "over") return progress;
  if (page === "/runs/new/" && progress >= STEPS.length - 1) return "over";
  const here = STEPS.findIndex((step, i) => i >= progress && step.page.test(page));
  return here > progress && reached(progress, here) ? here : progress;
}

/** Whether all steps between can be left out: those of the page from which one comes here. */
function reached(from: number, to: number): boolean {
  const pages = new Set(STEPS.slice(from, to).map(({ page }) => page));
  return pages.size === 1;
}

/** The step to show on a page; null where the guide has nothing to say. */
export function stepOn(progress: Progress, page: string): Step | null {
  if (progress === "over") return null;
  const step = STEPS[progress];
  return step?.page.test(page) ? step : null;
}

/** The progress after the step on this page was done. */
export function next(progress: Progress): Progress {
  if (progress === "over" || progress + 1 >= STEPS.length) return "over";
  return progress + 1;
}
