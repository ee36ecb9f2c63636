/** Live figures over websockets: reconnect, ask for what was missed, say when the line is down. */

import type { GenerationStats, RunSummary } from "../generated/api";

export interface Line<Message> {
  /** A message came. */
  receive(message: Message): void;
  /** The line is up again (null), or down since the data of this time. */
  down(since: Date | null): void;
  /** First words after every connect; nothing where the server speaks first. */
  greeting?(): unknown;
}

const LONGEST_WAIT_MS = 10_000;
/** Blinks shorter than this are not worth a banner. */
const PATIENCE_MS = 1500;

/** Keep a websocket open until the page goes; refusals (codes 4000 and up) end it. Returns the way to stop. */
export function listen<Message>(path: string, line: Line<Message>): () => void {
  let socket: WebSocket;
  let failures = 0;
  let stopped = false;
  let lastHeard = new Date();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let banner: ReturnType<typeof setTimeout> | undefined;

  const connect = () => {
    socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${path}`);
    socket.onopen = () => {
      failures = 0;
      clearTimeout(banner);
      banner = undefined;
      line.down(null);
      if (line.greeting) socket.send(JSON.stringify(line.greeting()));
    };
    socket.onmessage = (event: MessageEvent<string>) => {
      lastHeard = new Date();
      line.receive(JSON.parse(event.data) as Message);
    };
    socket.onclose = (event) => {
      if (stopped || event.code >= 4000) return;
      banner ??= setTimeout(() => line.down(lastHeard), PATIENCE_MS);
      timer = setTimeout(connect, Math.min(LONGEST_WAIT_MS, 500 * 2 ** failures++));
    };
  };
  connect();
  return () => {
    stopped = true;
    clearTimeout(timer);
    clearTimeout(banner);
    socket.close();
  };
}

export interface RunProgress {
  type: "progress";
  run: RunSummary;
  generations: GenerationStats[];
}

/** Follow one run: its figures and every generation after `last()`. */
export function followRun(
  id: number,
  last: () => number,
  line: Omit<Line<RunProgress>, "greeting">,
): () => void {
  return listen<RunProgress>(`/ws/runs/${id}/`, {
    ...line,
    greeting: () => ({ type: "hello", after: last() }),
  });
}

/** Follow the runs of the person who looks. */
export function followRuns(line: Line<{ type: "runs"; runs: RunSummary[] }>): () => void {
  return listen("/ws/runs/", line);
}
