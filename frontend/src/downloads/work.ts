/** Long work that leaves the page usable: told how far it is, and stopped when it is not wanted any more. */

export interface Work {
  /** aborts when it is to stop */
  signal: AbortSignal;
  /** `done` of `whole` steps are done */
  tell(done: number, whole: number): void;
}

/** Let the page do what waits: clicks, keys and its own pictures. @throws the signal's reason, once it is aborted */
export async function breathe(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel(); // timers would rest for a second each in a tab that is hidden
    port1.onmessage = resolve;
    port2.postMessage(null);
  });
  signal.throwIfAborted();
}
