/** Ask an address again and again while somebody looks at the page. */

import { ApiError, getJson } from "./http";

export interface Polled<Answer> {
  receive(answer: Answer): void;
  /** The answers come again (null), or are missing since the data of this time. */
  down(since: Date | null): void;
  /** The person may not see it any more; nothing is asked again. */
  refused(why: string): void;
}

/** Poll every so many ms, beginning in one such span. Returns the way to stop. */
export function poll<Answer>(url: string, everyMs: number, to: Polled<Answer>): () => void {
  let lastHeard = new Date();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = () => {
    timer = setTimeout(ask, everyMs);
  };
  const ask = async () => {
    if (document.hidden) return wait();
    try {
      const answer = await getJson<Answer>(url);
      lastHeard = new Date();
      to.down(null);
      to.receive(answer);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 401 || error.status === 403) return to.refused(error.message);
      to.down(lastHeard);
    }
    wait();
  };
  wait();
  return () => clearTimeout(timer);
}
