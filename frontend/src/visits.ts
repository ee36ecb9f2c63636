/**
 * Visits: from a run to its creatures' replays, and on to their parents', within one document. The drawing context, the
 * programs compiled for it and the clips' line stay, and these are most of what a new document has to wait for.
 */

import { clipSocket } from "./api/clips";
import { mountIslands } from "./islands";

const REPLAY = /^\/runs\/(\d+)\/creatures\/([^/]+)\/$/;
/** Pages a visit may begin at. */
const STARTS = '[data-island="run"], [data-island="replay"]';

/** A run's page, live behind the replays that it was left for. */
interface Kept {
  address: string;
  title: string;
  bodyClass: string;
  content: Element;
  /** px */
  scrolled: number;
}

/** Mount the page's islands, and let links to replays be followed within the document. */
export function startVisits(): void {
  const visits = new Visits();
  if (!document.querySelector(STARTS)) return;
  document.addEventListener("click", (event) => visits.follow(event));
  window.addEventListener("popstate", () => visits.turnTo(location.href));
}

class Visits {
  private address = location.href;
  private kept: Kept | null = null;
  /** aborted when what is shown is left for good */
  private shown = new AbortController();
  /** aborted when something else is asked for */
  private asked = new AbortController();

  constructor() {
    mountIslands(this.shown.signal);
  }

  /** Take a click on a link that leads to a replay, or back to the run; others are the browser's. */
  follow(event: MouseEvent): void {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || !isPlain(event, link)) return;
    if (link.href === this.kept?.address || isReplay(link)) {
      event.preventDefault();
      void this.visit(link.href, () => history.pushState(null, "", link.href));
    }
  }

  /** Show what belongs to the address that the browser has gone back or forth to. */
  turnTo(address: string): void {
    if (withoutHash(address) !== withoutHash(this.address)) void this.visit(address, () => {});
  }

  /** @param arrive called as soon as the page is known to be there */
  private async visit(address: string, arrive: () => void): Promise<void> {
    this.asked.abort();
    this.asked = new AbortController();
    const { signal } = this.asked;
    if (address === this.kept?.address) {
      this.shown.abort();
      arrive();
      this.comeBack(this.kept);
      return;
    }
    askAhead(new URL(address));
    const page = await pageAt(address, signal);
    if (signal.aborted) return;
    if (!page) {
      location.assign(address);
      return;
    }
    this.leave();
    arrive();
    this.put(page.title, page.body.className, page.querySelector("main")!, address);
    this.shown = new AbortController();
    mountIslands(this.shown.signal);
  }

  private leave(): void {
    const content = document.querySelector("main")!;
    if (content.querySelector('[data-island="run"]')) {
      const { title, body } = document;
      this.kept = { address: this.address, title, bodyClass: body.className, content, scrolled: scrollY };
    } else this.shown.abort();
  }

  private comeBack(kept: Kept): void {
    this.put(kept.title, kept.bodyClass, kept.content, kept.address);
    scrollTo(0, kept.scrolled);
  }

  /** The keyboard and whoever is read to go on at the content's beginning. */
  private put(title: string, bodyClass: string, content: Element, address: string): void {
    this.address = address;
    document.title = title;
    document.body.className = bodyClass;
    document.querySelector("main")!.replaceWith(content);
    scrollTo(0, 0);
    content.setAttribute("tabindex", "-1");
    (content as HTMLElement).focus({ preventScroll: true });
  }
}

/** A click that would load the link here, and not in another tab or into a file. */
function isPlain(event: MouseEvent, link: HTMLAnchorElement): boolean {
  const { button, ctrlKey, metaKey, shiftKey, altKey, defaultPrevented } = event;
  const asked = button === 0 && !ctrlKey && !metaKey && !shiftKey && !altKey && !defaultPrevented;
  return asked && !link.target && !link.download && link.origin === location.origin;
}

function isReplay({ pathname }: HTMLAnchorElement): boolean {
  return REPLAY.test(pathname);
}

/** The clip is simulated and travels while the page is fetched. */
function askAhead({ pathname, searchParams }: URL): void {
  const found = REPLAY.exec(pathname);
  const generation = searchParams.get("generation");
  if (!found || generation === null) return;
  const trial = searchParams.get("trial");
  clipSocket()
    .request(Number(found[1]), found[2]!, Number(generation), trial === null ? {} : { trial: Number(trial) })
    .catch(() => {}); // the page asks again, and says what went wrong
}

/** The page at an address; null if it is not simply there, or was made for other scripts than these. */
async function pageAt(address: string, signal: AbortSignal): Promise<Document | null> {
  try {
    const answer = await fetch(address, { signal });
    if (!answer.ok || answer.redirected) return null;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.querySelector(STARTS) && scriptOf(page) === scriptOf(document) ? page : null;
  } catch {
    return null; // the browser's own page says why
  }
}

function scriptOf(page: Document): string | null | undefined {
  return page.querySelector("script[type=module]")?.getAttribute("src");
}

function withoutHash(address: string): string {
  return address.replace(/#.*/, "");
}
