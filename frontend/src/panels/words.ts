/** A person's plain text on the page: line breaks are kept, addresses can be followed, and nothing of it is markup. */

import { el } from "./dom";

const ADDRESS = /https?:\/\/[^\s<>"']+/g;
/** Stand behind an address more often than in it. */
const TAIL = /[.,;:!?)\]]+$/;

/** The text in pieces. */
export function words(text: string): (Node | string)[] {
  const pieces: (Node | string)[] = [];
  let from = 0;
  for (const found of text.matchAll(ADDRESS)) {
    const address = found[0].replace(TAIL, "");
    pieces.push(text.slice(from, found.index), link(address));
    from = found.index + address.length;
  }
  return [...pieces, text.slice(from)];
}

function link(address: string): HTMLAnchorElement {
  return el("a", { href: address, rel: "noopener noreferrer nofollow", target: "_blank" }, address);
}
