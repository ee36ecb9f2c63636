/**
 * A websocket of this page that notices when its line is dead, and opens it again: docs/protocol.md. The server pings
 * while it has nothing else to say, so silence means that nothing gets through, whatever the browser believes.
 */

import { refusal } from "./refusals";

/** Without a message, the line is dead; the server pings every 5 s. */
export const DEADLINE_MS = 12_000;
/** For an answer to a ping of ours, when the page has reason to doubt the line. */
const CHECK_MS = 3000;
/** The server answers no more than one ping a second. */
const HEARD_JUST_NOW_MS = 1500;
const LONGEST_WAIT_MS = 10_000;
/** The server has as many sockets as it takes. */
const TOO_MANY = 4429;
const LATER_MS = 20_000;

/** What a socket is used for. */
export interface Use {
  /** path and query, asked for at every connect */
  address(): string;
  /** The server can be spoken to. */
  opened(): void;
  /** The server has spoken for the first time since the socket was opened. */
  live(): void;
  /** What JSON said, or bytes. */
  received(message: unknown): void;
  /**
   * The line is down, or dead.
   * @param since when the server was last heard
   * @param failures tries in a row, before this one, on which nothing was heard
   * @returns whether it is to be opened again by itself
   */
  lost(since: Date, failures: number): boolean;
  /** The server has closed the socket for good. */
  refused(why: string): void;
}

export class LiveSocket {
  private readonly use: Use;
  private readonly left = new AbortController();
  private socket: WebSocket | null = null;
  private failures = 0;
  private heard = new Date();
  private isLive = false;
  private deadline: ReturnType<typeof setTimeout> | undefined;
  private retry: ReturnType<typeof setTimeout> | undefined;

  constructor(use: Use) {
    this.use = use;
    const { signal } = this.left;
    for (const event of ["online", "pageshow"])
      window.addEventListener(event, () => this.check(), { signal });
    document.addEventListener("visibilitychange", () => document.hidden || this.check(), { signal });
  }

  get isOpen(): boolean {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  /** Open it, unless it is open, being opened, or about to be tried again. */
  open(): void {
    if (!this.socket && this.retry === undefined) this.connect();
  }

  send(message: unknown): void {
    this.socket?.send(JSON.stringify(message));
  }

  /** Close it for good. */
  stop(): void {
    this.left.abort();
    clearTimeout(this.retry);
    this.abandon();
  }

  private connect(): void {
    clearTimeout(this.retry);
    this.retry = undefined;
    this.isLive = false;
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}${this.use.address()}`);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.use.opened();
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => this.hear(data);
    socket.onclose = ({ code }) => this.lose(code);
    this.socket = socket;
    this.expect(DEADLINE_MS);
  }

  private hear(data: string | ArrayBuffer): void {
    this.heard = new Date();
    this.failures = 0;
    this.expect(DEADLINE_MS);
    if (!this.isLive) {
      this.isLive = true;
      this.use.live();
    }
    const message: unknown = typeof data === "string" ? JSON.parse(data) : data;
    const { type } = message as { type?: string };
    if (type === "ping") this.send({ type: "pong" });
    else if (type !== "pong") this.use.received(message);
  }

  /** Something must be heard within this time. */
  private expect(ms: number): void {
    clearTimeout(this.deadline);
    this.deadline = setTimeout(() => this.lose(), ms);
  }

  /** Try the line now: the network is back, or the page was away and may have slept. */
  private check(): void {
    if (this.retry !== undefined) this.connect();
    else if (this.isOpen && Date.now() - this.heard.getTime() > HEARD_JUST_NOW_MS) {
      this.send({ type: "ping" });
      this.expect(CHECK_MS);
    }
  }

  /** @param code with which it was closed; none where nothing was heard for too long */
  private lose(code?: number): void {
    this.abandon();
    const why = code === undefined ? null : refusal(code);
    if (why) {
      this.failures = 0;
      this.use.refused(why);
    } else if (this.use.lost(this.heard, this.failures)) {
      const wait = code === TOO_MANY ? LATER_MS : Math.min(LONGEST_WAIT_MS, 500 * 2 ** this.failures);
      this.failures++;
      this.retry = setTimeout(() => this.connect(), spread(wait));
    } else this.failures = 0;
  }

  /** Hear nothing more of the socket that is open: to be told that a dead line is closed takes as long as the line likes. */
  private abandon(): void {
    clearTimeout(this.deadline);
    const socket = this.socket;
    this.socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = () => {};
    socket.close();
  }
}

/** Never the same for all pages: a server that is back is not to be overrun. */
function spread(ms: number): number {
  return ms * (0.6 + 0.4 * Math.random());
}
