/** Hand a file to the person: the browser puts it where it puts downloads. */

import { ApiError, getBlob } from "../api/http";

/** Long enough for any browser to have begun reading it. */
const KEPT_MS = 60_000;

/** Save bytes under a name. */
export function saveBlob(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}

/** Save what the server sends from an address. @throws ApiError in words, where it sends none */
export async function saveFrom(url: string, name: string): Promise<void> {
  saveBlob(await getBlob(url), name);
}

/** What went wrong, in words for the person. */
export function wordsOf(error: unknown): string {
  if (error instanceof ApiError && error.retryAfterMs !== null)
    return `${error.message} Try again in ${Math.ceil(error.retryAfterMs / 1000)} s.`;
  return error instanceof Error ? error.message : String(error);
}
