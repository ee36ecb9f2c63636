/** The processes that simulate: a card each, updated in place. */

import type { PoolFigures, ProcessState } from "../generated/api";
import { arrange, el, icon, put, write } from "../panels/dom";
import { ago, count, decimal, NOTHING, plural, short } from "../panels/format";

const KINDS: Record<ProcessState["kind"], { name: string; does: string }> = {
  web: { name: "Web", does: "pages, API, replays on demand" },
  worker: { name: "Worker", does: "computes runs" },
};
const ENGINE: Record<ProcessState["engine"]["state"], { word: string; icon: string; kind: string }> = {
  idle: { word: "Engine not loaded", icon: "pause-fill", kind: "QUEUED" },
  loading: { word: "Loading the engine", icon: "hourglass-split", kind: "QUEUED" },
  loaded: { word: "Ready", icon: "check-lg", kind: "DONE" },
  failed: { word: "Engine failed", icon: "exclamation-octagon", kind: "FAILED" },
};

/** An idle process reports every 10 s. */
const SILENT_AFTER_MS = 25_000;
const SILENT = { word: "Silent", icon: "wifi-off", kind: "PAUSED" };

/** Figures of a pool: name, value, unit, and what the name means. */
export function figuresOf(pool: PoolFigures): [string, string, string, string][] {
  const gain = pool.busy_threads === null ? NOTHING : decimal(pool.busy_threads, 2);
  return [
    [
      "Active now",
      count(pool.active),
      `of ${plural(pool.threads, "thread")}`,
      "Shards that are played at this moment",
    ],
    ["Waiting", count(pool.queue_depth), shards(pool.queue_depth), "Shards that wait for a thread"],
    ["Busy", decimal(pool.busy_share * 100, 0), "% of the last minute", "Of the threads' time"],
    ["Busy at a time", gain, "threads", "Mean while any was busy: the gain over one thread"],
    ["Shard, median", ...milliseconds(pool.latency_p50_s), "From a shard's start to its end"],
    ["Shard, p95", ...milliseconds(pool.latency_p95_s), "95 % of shards take no longer"],
    ["Shard, p99", ...milliseconds(pool.latency_p99_s), "99 % of shards take no longer"],
    ["Shards", short(pool.shards), "", "Played since the process started"],
    [
      "Creatures",
      short(pool.creatures),
      perSecond(pool),
      "Played since the process started; of the last minute",
    ],
    [
      "Longest queue",
      count(pool.peak_queue_depth),
      shards(pool.peak_queue_depth),
      "That ever waited at a time",
    ],
    ["Refused", count(pool.refusals), "calls", "Turned away because too much waited"],
    ["Errors", errors(pool), "", "Shards that failed, by type of error"],
  ];
}

function shards(n: number): string {
  return n === 1 ? "shard" : "shards";
}

/** Three significant digits, and the unit; a dash for nothing. */
function milliseconds(seconds: number | null): [string, string] {
  if (seconds === null) return [NOTHING, ""];
  const ms = seconds * 1000;
  return [decimal(ms, ms < 9.995 ? 2 : ms < 99.95 ? 1 : 0), "ms"];
}

function perSecond(pool: PoolFigures): string {
  return pool.creatures_per_s > 0 ? `${short(Number(pool.creatures_per_s.toPrecision(3)))}/s` : "";
}

function errors(pool: PoolFigures): string {
  const found = Object.entries(pool.errors).filter(([, n]) => n > 0);
  return found.map(([type, n]) => `${count(n)} ${type}`).join(", ") || "0";
}

export interface ProcessList {
  root: HTMLElement;
  update(processes: ProcessState[], now: Date): void;
}

export function processList(): ProcessList {
  const root = el("div", { class: "processes" });
  const cards = new Map<string, Card>();
  const none = el(
    "div",
    { class: "panel empty" },
    icon("activity"),
    el("h2", {}, "No process has reported"),
    el(
      "p",
      {},
      "The web and the queue's worker report within seconds of their start. Their logs are in var/log.",
    ),
  );
  return {
    root,
    update(processes, now) {
      const shown = processes.map((process) => {
        const key = `${process.host}:${process.pid}`;
        const card = cards.get(key) ?? processCard();
        cards.set(key, card);
        card.update(process, now);
        return card.root;
      });
      for (const [key, card] of cards) if (!shown.includes(card.root)) cards.delete(key);
      arrange(root, shown.length ? shown : [none]);
    },
  };
}

interface Card {
  root: HTMLElement;
  update(process: ProcessState, now: Date): void;
}

function processCard(): Card {
  const title = el("h2");
  const state = el("span", { class: "pill" });
  const facts = el("p", { class: "process-facts num" });
  const list = el("dl", { class: "process-figures num" });
  const root = el(
    "section",
    { class: "panel" },
    el("div", { class: "panel-head" }, title, el("div", { class: "push" }, state)),
    facts,
    list,
  );
  return {
    root,
    update(process, now) {
      const kind = KINDS[process.kind];
      put(title, kind.name, el("span", { class: "unit" }, ` ${kind.does}`));
      root.setAttribute("aria-label", `${kind.name} ${process.pid}`);
      const isSilent = now.getTime() - new Date(process.seen).getTime() > SILENT_AFTER_MS;
      const engine = isSilent ? SILENT : ENGINE[process.engine.state];
      state.dataset.state = engine.kind;
      put(state, icon(engine.icon), engine.word);
      write(facts, factsOf(process, now));
      put(
        list,
        ...figuresOf(process.pool).map(([name, value, unit, means]) =>
          el(
            "div",
            { title: means },
            el("dt", {}, name),
            el("dd", {}, el("strong", {}, value), unit ? el("span", { class: "unit" }, ` ${unit}`) : null),
          ),
        ),
      );
    },
  };
}

/** "process 4711 on alpha · started 5 min ago · reported 2 s ago · kernel loaded in 0.2 s, torch in 0.0 s" */
function factsOf(process: ProcessState, now: Date): string {
  const backends = process.engine.backends.map(({ name, seconds, error }) =>
    error ? `${name} cannot be loaded: ${error}` : `${name} loaded in ${decimal(seconds, 1)} s`,
  );
  return [
    `process ${process.pid} on ${process.host}`,
    `started ${ago(process.started, now)}`,
    `reported ${ago(process.seen, now)}`,
    ...backends,
    process.engine.error,
  ]
    .filter(Boolean)
    .join(" · ");
}
