/** Codes with which the server closes a line for good (docs/protocol.md); after any other the page comes again. */

const WORDS: Record<number, string> = {
  4400: "This page and the server do not understand each other; reload the page.",
  4401: "You are signed out; reload the page to sign in again.",
  4404: "This run is gone, or you may not see it any more.",
};

/** Why a line was closed for good; null where it may be opened again. */
export function refusal(code: number): string | null {
  return WORDS[code] ?? null;
}
