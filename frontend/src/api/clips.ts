/** Fetch clips over one websocket per page; it reconnects and keeps the last clips asked for. */

import { type Clip, ClipError, decodeClip, requestOf } from "./clip";
import { refusal as refusalOf } from "./refusals";

const KEPT = 64;
const RETRY_MS = [500, 1000, 2000, 5000];

/** Of one request while the server is busy, or is loading its engine. */
const MOST_TRIES = 20;

interface Pending {
  message: string;
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

export interface ClipSocket {
  /**
   * The clip of a creature in a generation; rejects with ClipError in words.
   * @param race a race's layout that it is simulated in; left out: as it came to its score
   */
  request(run: number, creature: string, generation: number, race?: number): Promise<Clip>;
}

let shared: ClipSocket | undefined;

/** The page's clip socket; connects on the first request. */
export function clipSocket(): ClipSocket {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  shared ??= new ReconnectingClipSocket(`${scheme}://${location.host}/ws/clips/`);
  return shared;
}

export class ReconnectingClipSocket implements ClipSocket {
  private socket: WebSocket | null = null;
  private failures = 0;
  private lastRequest = 0;
  private readonly pending = new Map<number, Pending>();
  private readonly kept = new Map<string, Promise<Clip>>();

  private readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  request(run: number, creature: string, generation: number, race?: number): Promise<Clip> {
    const key = `${run}/${creature}/${generation}/${race ?? ""}`;
    const clip = this.kept.get(key) ?? this.ask({ run, creature, generation, race });
    this.kept.delete(key);
    this.kept.set(key, clip);
    clip.catch(() => this.kept.delete(key));
    const oldest = this.kept.keys().next().value;
    if (this.kept.size > KEPT && oldest !== undefined) this.kept.delete(oldest);
    return clip;
  }

  private ask(wanted: Record<string, string | number | undefined>): Promise<Clip> {
    const request = ++this.lastRequest;
    const message = JSON.stringify({ request, ...wanted });
    return new Promise((resolve, reject) => {
      this.pending.set(request, { message, tries: 0, resolve, reject });
      this.send(message);
    });
  }

  /** Say it now, or once the line is up with all that is pending. */
  private send(message: string): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(message);
    else this.connect();
  }

  private connect(): void {
    if (this.socket) return;
    const first = [...this.pending.keys()][0];
    const socket = new WebSocket(this.addressAsking(first));
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      this.failures = 0;
      for (const [request, { message }] of this.pending) if (request !== first) socket.send(message);
    };
    socket.onmessage = (event: MessageEvent<string | ArrayBuffer>) => this.receive(event.data);
    socket.onclose = (event) => this.closed(event.code);
    this.socket = socket;
  }

  /** The address names one request, which the server answers while this page is too busy to hear that the line is up. */
  private addressAsking(request: number | undefined): string {
    const asked = request === undefined ? undefined : this.pending.get(request);
    return asked ? `${this.url}?ask=${encodeURIComponent(asked.message)}` : this.url;
  }

  private receive(data: string | ArrayBuffer): void {
    const refusal = typeof data === "string" ? (JSON.parse(data) as Refusal) : null;
    const request = refusal ? refusal.request : requestOf(data as ArrayBuffer);
    if (request === undefined) return;
    this.take(request, data, refusal);
    if (this.socket?.readyState === WebSocket.OPEN)
      this.socket.send(JSON.stringify({ type: "ack", seq: request }));
  }

  private take(request: number, data: string | ArrayBuffer, refusal: Refusal | null): void {
    const asked = this.pending.get(request);
    if (!asked) return;
    if (refusal?.retry_after !== undefined && asked.tries++ < MOST_TRIES) {
      setTimeout(() => this.send(asked.message), refusal.retry_after * 1000);
      return;
    }
    this.pending.delete(request);
    try {
      if (refusal) throw new ClipError(refusal.error);
      asked.resolve(decodeClip(data as ArrayBuffer));
    } catch (error) {
      asked.reject(error as Error);
    }
  }

  private closed(code: number): void {
    this.socket = null;
    if (this.pending.size === 0) return;
    const refused = refusalOf(code);
    const wait = RETRY_MS[this.failures++];
    if (!refused && wait !== undefined) {
      setTimeout(() => this.connect(), wait);
      return;
    }
    const why = refused ?? "The server does not answer; replays cannot be loaded.";
    for (const { reject } of this.pending.values()) reject(new ClipError(why));
    this.pending.clear();
    this.failures = 0;
  }
}
