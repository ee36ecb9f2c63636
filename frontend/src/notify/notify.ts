/**
 * Runs that end are told of, on whatever page of EvoWeb one is: in the page and its title, and by the browser where the
 * person wants that. One tab listens for all of them, and tells the others.
 */

import { followRuns } from "../api/runs-line";
import { prepareToasts, toast } from "../panels/toast";
import { kept } from "../storage";
import { type Bell, bell } from "./bell";
import { type End, EndWatch, type Memory } from "./ends";

const LISTENS = "evoweb-listens";
const LOOKED_AT = "evoweb-looked-at";
const OPEN_RUNS = kept("evoweb-unfinished", numbersOf);

/** What this browser remembers from page to page. */
const MEMORY: Memory = { load: () => OPEN_RUNS.read() ?? [], save: (ids) => OPEN_RUNS.write(ids) };

function numbersOf(value: unknown): number[] | null {
  return Array.isArray(value) && value.every(Number.isInteger) ? value : null;
}

/** @param button by which the browser's own notifications are switched on and off */
export function startNotices(button: HTMLButtonElement): void {
  new Notices(bell(button)).start();
}

class Notices {
  private readonly bell: Bell;
  private readonly others = new BroadcastChannel("evoweb-ends");
  private unseen = 0;

  constructor(switched: Bell) {
    this.bell = switched;
  }

  start(): void {
    prepareToasts();
    this.others.onmessage = ({ data }: MessageEvent<End>) => this.say(data);
    window.addEventListener("focus", () => this.seen());
    noteAttention();
    if (navigator.locks)
      navigator.locks.request(LISTENS, () => this.listen()).catch(() => this.listen()); // closed, as the storage is
    else void this.listen(); // plain http, where tabs do not know of each other: each tells for itself
  }

  /** For as long as the page lives. */
  private listen(): Promise<never> {
    const ends = new EndWatch(MEMORY);
    let isWhole = true;
    followRuns({
      unfinished: () => ends.unfinished(),
      receive: ({ runs }) => {
        for (const end of ends.take(runs, isWhole)) this.tell(end);
        isWhole = false;
      },
      down: (since) => {
        isWhole ||= since === null;
      },
      refused: () => {}, // the page's own banner says it
    });
    return new Promise(() => {});
  }

  private tell(end: End): void {
    this.others.postMessage(end);
    this.say(end);
    void this.notify(end);
  }

  /** In this page; a run's own page shows it anyway. */
  private say({ id, title, text, isFailure }: End): void {
    const href = `/runs/${id}/`;
    if (location.pathname !== href || document.hidden)
      toast(`${title}${text ? `: ${text}` : ""}.`, isFailure ? "danger" : "info", { href, label: "Open" });
    if (document.hasFocus()) return;
    this.unseen++;
    document.title = `(${this.unseen}) ${plainTitle()}`;
  }

  private seen(): void {
    if (this.unseen === 0) return;
    this.unseen = 0;
    document.title = plainTitle();
  }

  /** By the browser, unless the person is looking at a page of ours. */
  private async notify({ id, title, text }: End): Promise<void> {
    if (!this.bell.isOn() || (await isLookedAt())) return;
    const notice = new Notification(title, { body: text, tag: `evoweb-run-${id}` });
    notice.onclick = () => {
      window.focus();
      location.assign(`/runs/${id}/`);
    };
  }
}

function plainTitle(): string {
  return document.title.replace(/^\(\d+\) /, "");
}

/** Hold a lock that all tabs can see, as long as this one has the focus. */
function noteAttention(): void {
  if (!navigator.locks) return;
  let leave = () => {};
  const come = () => {
    leave();
    navigator.locks
      .request(LOOKED_AT, { mode: "shared" }, () => new Promise<void>((go) => (leave = go)))
      .catch(() => {}); // closed, as the storage is: every page then speaks for itself
  };
  window.addEventListener("focus", come);
  window.addEventListener("blur", () => leave());
  if (document.hasFocus()) come();
}

async function isLookedAt(): Promise<boolean> {
  const locks = await navigator.locks?.query();
  return locks?.held?.some(({ name }) => name === LOOKED_AT) ?? document.hasFocus();
}
