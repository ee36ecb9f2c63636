/** Fetch clips over one websocket per page, open while clips are asked for; keep the last ones. */

import { type Clip, ClipError, decodeClip, requestOf } from "./clip";
import { LiveSocket } from "./live-socket";

const KEPT = 64;
const PATH = "/ws/clips/";
/** Tries in a row on which the server was not heard. */
const MOST_FAILURES = 4;

/** Of one request while the server is busy, or is loading its engine. */
const MOST_TRIES = 20;

interface Pending {
  message: object;
  tries: number;
  resolve(clip: Clip): void;
  reject(error: Error): void;
}

interface Refusal {
  /** missing where what was said could not be read */
  request?: number;
  error: string;
  /** s after which to ask again, where that may help */
  retry_after?: number;
}

/** Another layout than its generation's: a race's, or one of its run's held-out trials, from 1 on. */
export interface Met {
  race?: number;
  trial?: number | undefined;
}

export interface ClipSocket {
  /**
   * The clip of a creature in a generation; rejects with ClipError in words.
   * @param met the layout that it is simulated in; left out: as it came to its score
   */
  request(run: number, creature: string, generation: number, met?: Met): Promise<Clip>;
}

let shared: ClipSocket | undefined;

/** The page's clip socket; connects on the first request. */
export function clipSocket(): ClipSocket {
  shared ??= new ReconnectingClipSocket();
  return shared;
}

export class ReconnectingClipSocket implements ClipSocket {
  /** The request that the address of the socket carries. */
  private inAddress: number | undefined;
  private lastRequest = 0;
  private readonly pending = new Map<number, Pending>();
  private readonly kept = new Map<string, Promise<Clip>>();

  private readonly socket = new LiveSocket({
    address: () => this.address(),
    opened: () => this.askAll(),
    live() {},
    received: (said) => this.receive(said as Refusal | ArrayBuffer),
    lost: (_, failures) => this.lost(failures),
    refused: (why) => this.giveUp(why),
  });

  request(run: number, creature: string, generation: number, met: Met = {}): Promise<Clip> {
    const key = `${run}/${creature}/${generation}/${met.race ?? ""}/${met.trial ?? ""}`;
    const clip = this.kept.get(key) ?? this.ask({ run, creature, generation, ...met });
    this.kept.delete(key);
    this.kept.set(key, clip);
    clip.catch(() => this.kept.delete(key));
    const oldest = this.kept.keys().next().value;
    if (this.kept.size > KEPT && oldest !== undefined) this.kept.delete(oldest);
    return clip;
  }

  private ask(wanted: Record<string, string | number | undefined>): Promise<Clip> {
    const request = ++this.lastRequest;
    const message = { request, ...wanted };
    return new Promise((resolve, reject) => {
      this.pending.set(request, { message, tries: 0, resolve, reject });
      this.send(message);
    });
  }

  /** Say it now, or once the line is up with all that is pending. */
  private send(message: object): void {
    if (this.socket.isOpen) this.socket.send(message);
    else this.socket.open();
  }

  /** The address names one request, which the server answers while this page is too busy to hear that the line is up. */
  private address(): string {
    this.inAddress = [...this.pending.keys()][0];
    const asked = this.inAddress === undefined ? undefined : this.pending.get(this.inAddress);
    return asked ? `${PATH}?ask=${encodeURIComponent(JSON.stringify(asked.message))}` : PATH;
  }

  private askAll(): void {
    for (const [request, { message }] of this.pending)
      if (request !== this.inAddress) this.socket.send(message);
  }

  private receive(said: Refusal | ArrayBuffer): void {
    const request = said instanceof ArrayBuffer ? requestOf(said) : said.request;
    if (request === undefined) return;
    this.take(request, said);
    if (this.socket.isOpen) this.socket.send({ type: "ack", seq: request });
  }

  private take(request: number, said: Refusal | ArrayBuffer): void {
    const asked = this.pending.get(request);
    if (!asked) return;
    const refusal = said instanceof ArrayBuffer ? null : said;
    if (refusal?.retry_after !== undefined && asked.tries++ < MOST_TRIES) {
      setTimeout(() => this.send(asked.message), refusal.retry_after * 1000);
      return;
    }
    this.pending.delete(request);
    try {
      if (refusal) throw new ClipError(refusal.error);
      asked.resolve(decodeClip(said as ArrayBuffer));
    } catch (error) {
      asked.reject(error as Error);
    }
  }

  /** Whether the line is still wanted: without a request it rests until there is one. */
  private lost(failures: number): boolean {
    if (failures >= MOST_FAILURES) this.giveUp("The server does not answer; replays cannot be loaded.");
    return this.pending.size > 0;
  }

  private giveUp(why: string): void {
    for (const { reject } of this.pending.values()) reject(new ClipError(why));
    this.pending.clear();
  }
}
