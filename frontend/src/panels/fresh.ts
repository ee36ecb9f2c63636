/** A part of a server-rendered page that is not final yet: it is fetched again until it is. */

const PAUSE_MS = 1500;
/** Then whoever should have finished it seems not to be there. */
const MOST_LOOKS = 20;

/** Fetch its page (data-page) again while the part is pending (data-pending), and put its part of the same id in the place of this one. */
export function mount(root: HTMLElement, _props: undefined, left: AbortSignal): void {
  void follow(root, left);
}

async function follow(root: HTMLElement, left: AbortSignal): Promise<void> {
  const address = root.dataset.page!;
  let shown = root;
  for (let look = 0; look < MOST_LOOKS && "pending" in shown.dataset; look++) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    if (left.aborted) return;
    const fresh = await partOfPage(address, root.id);
    if (!fresh) continue;
    shown.replaceWith(fresh);
    shown = fresh;
  }
}

/** The part as the server has it now; null if it cannot be had. */
async function partOfPage(address: string, id: string): Promise<HTMLElement | null> {
  try {
    const answer = await fetch(address, { credentials: "same-origin" });
    if (!answer.ok) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(id);
  } catch {
    return null; // asked again in a moment
  }
}
