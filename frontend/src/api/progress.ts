/** Live figures over websockets: reconnect, ask for what was missed, acknowledge, say when the line is down. */

import type { GenerationStats, RunSummary } from "../generated/api";
import { refusal } from "./refusals";

/** What a page does with a line. */
export interface Listener<Message> {
  receive(message: Message): void;
  /** The line is up again (null), or down since the data of this time. */
  down(since: Date | null): void;
  /** The line is closed for good. */
  refused(why: string): void;
}

interface Line<Message> extends Omit<Listener<Message>, "receive"> {
  /** A message came; false where it does not follow on what is here, so that the server is greeted again. */
  receive(message: Message): boolean;
  /** First words after every connect: what is here. */
  greeting(): unknown;
}

interface Numbered {
  seq: number;
}

const LONGEST_WAIT_MS = 10_000;
/** Blinks shorter than this are not worth a banner. */
const PATIENCE_MS = 1500;

/** A line that is kept open. */
export interface Listening {
  /** Say once more what is here, so that all that is not comes again. */
  greet(): void;
  stop(): void;
}

/** Keep a websocket open until the page goes or is refused. */
export function listen<Message extends Numbered>(path: string, line: Line<Message>): Listening {
  let socket: WebSocket;
  let failures = 0;
  let stopped = false;
  let lastHeard = new Date();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let banner: ReturnType<typeof setTimeout> | undefined;

  const say = (message: unknown) => socket.send(JSON.stringify(message));
  const receive = (message: Message) => {
    failures = 0;
    lastHeard = new Date();
    if (message.seq === undefined) return; // what we said was not understood; the server closes if it matters
    const isTaken = line.receive(message);
    say({ type: "ack", seq: message.seq }); // only now: who cannot take what comes is not sent more of it
    if (!isTaken) say(line.greeting());
  };
  const connect = () => {
    socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${path}`);
    socket.onopen = () => {
      clearTimeout(banner);
      banner = undefined;
      line.down(null);
      say(line.greeting());
    };
    socket.onmessage = (event: MessageEvent<string>) => receive(JSON.parse(event.data) as Message);
    socket.onclose = (event) => {
      if (stopped) return;
      const why = refusal(event.code);
      if (why) {
        clearTimeout(banner);
        line.refused(why);
        return;
      }
      banner ??= setTimeout(() => line.down(lastHeard), PATIENCE_MS);
      timer = setTimeout(connect, waitMs(failures++));
    };
  };
  connect();
  return {
    greet() {
      if (socket.readyState === WebSocket.OPEN) say(line.greeting());
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      clearTimeout(banner);
      socket.close();
    },
  };
}

/** Longer after each failure, and never the same for all pages: a server that is back is not to be overrun. */
function waitMs(failures: number): number {
  return Math.min(LONGEST_WAIT_MS, 500 * 2 ** failures) * (0.6 + 0.4 * Math.random());
}

export interface RunProgress extends Numbered {
  type: "progress";
  /** What the page has of the run is to be dropped: it is not what the server has. */
  snapshot: boolean;
  /** The generations stand for all from this number on, up to the other: of very many, some are left out. */
  from: number;
  to: number;
  run: RunSummary;
  generations: GenerationStats[];
}

/** Follow one run: its figures and its generations after `last()`, each once and in order. */
export function followRun(id: number, last: () => number, to: Listener<RunProgress>): () => void {
  let seq = -1;
  const line = listen<RunProgress>(`/ws/runs/${id}/`, {
    ...to,
    greeting: () => ({ type: "hello", after: last(), seq }),
    receive(message) {
      if (!message.snapshot && message.from > last() + 1) {
        seq = -1;
        return false;
      }
      const generations = message.snapshot
        ? message.generations
        : message.generations.filter(({ number }) => number > last());
      if (!message.snapshot && message.seq <= seq && generations.length === 0) return true;
      to.receive({ ...message, generations });
      seq = message.seq;
      return true;
    },
  });
  return line.stop;
}
