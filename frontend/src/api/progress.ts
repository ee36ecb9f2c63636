/** Live figures over websockets: ask for what was missed, acknowledge, say when the line is down. */

import type { GenerationStats, RunSummary } from "../generated/api";
import { LiveSocket } from "./live-socket";

/** What a page does with a line. */
export interface Listener<Message> {
  receive(message: Message): void;
  /** The line is live (null), or not, since the data of this time. */
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
  let banner: ReturnType<typeof setTimeout> | undefined;
  const noBanner = () => {
    clearTimeout(banner);
    banner = undefined;
  };
  const greet = () => socket.send(line.greeting());
  const socket = new LiveSocket({
    address: () => path,
    opened: greet,
    live() {
      noBanner();
      line.down(null);
    },
    received(said) {
      const message = said as Message;
      if (message.seq === undefined) return; // what we said was not understood; the server closes if it matters
      const isTaken = line.receive(message);
      socket.send({ type: "ack", seq: message.seq }); // only now: who cannot take what comes is not sent more of it
      if (!isTaken) greet();
    },
    lost(since) {
      banner ??= setTimeout(() => line.down(since), PATIENCE_MS);
      return true;
    },
    refused(why) {
      noBanner();
      line.refused(why);
    },
  });
  socket.open();
  return {
    greet() {
      if (socket.isOpen) greet();
    },
    stop() {
      noBanner();
      socket.stop();
    },
  };
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
