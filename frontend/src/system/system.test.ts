import { expect, test } from "vitest";
import type { LeaseState, PoolFigures, ProcessState } from "../generated/api";
import { figuresOf } from "./processes";
import { proxyWarning, speedOf, totalsOf } from "./totals";

const POOL: PoolFigures = {
  threads: 2,
  active: 1,
  queue_depth: 3,
  peak_queue_depth: 64,
  shards: 1200,
  creatures: 19_000,
  creatures_per_s: 812.345,
  latency_p50_s: 0.0021,
  latency_p95_s: 0.004,
  latency_p99_s: 0.0123,
  busy_share: 0.934,
  busy_shares: [0.95, 0.918],
  busy_threads: 1.87,
  errors: { ValueError: 2, MemoryError: 1 },
  refusals: 4,
};

function process(pool: PoolFigures): ProcessState {
  const engine: ProcessState["engine"] = { state: "loaded", error: "", backends: [] };
  return { kind: "worker", host: "alpha", pid: 7, started: "", seen: "", engine, pool, run: null };
}

function lease(speed: number | null): LeaseState {
  const shared = { run: 1, name: "a", owner: "b", worker: "alpha:7", generation: 0, until: "", attempts: 1 };
  return { ...shared, creature_steps_per_s: speed };
}

test("proxies that are not trusted are named, with what sets it right", () => {
  expect(proxyWarning(["192.0.2.1", "192.0.2.2"])).toContain(
    "from 192.0.2.1, 192.0.2.2, which TRUSTED_PROXIES",
  );
});

test("what all processes do together is their sum", () => {
  const all = totalsOf([process(POOL), process(POOL)]);
  expect(all).toEqual({ active: 2, waiting: 6, refusals: 8, errors: 6 });
});

test("runs without a generation have no speed, which is not a speed of 0", () => {
  expect(speedOf([])).toBeNull();
  expect(speedOf([lease(null)])).toBeNull();
  expect(speedOf([lease(3e7), lease(null), lease(1e6)])).toBe(3.1e7);
});

test("figures carry their units, and what is not known is a dash", () => {
  const shown = new Map(figuresOf(POOL).map(([name, value, unit]) => [name, `${value} ${unit}`.trim()]));
  expect(shown.get("Shard, median")).toBe("2.10 ms");
  expect(shown.get("Shard, p99")).toBe("12.3 ms");
  expect(shown.get("Busy")).toBe("93 % of the last minute");
  expect(shown.get("Creatures")).toBe("19.0\u2009k 812/s");
  expect(shown.get("Errors")).toBe("2 ValueError, 1 MemoryError");
  const fresh = {
    ...POOL,
    latency_p50_s: null,
    latency_p95_s: null,
    latency_p99_s: null,
    busy_threads: null,
    errors: {},
  };
  const unknown = new Map(figuresOf(fresh).map(([name, value]) => [name, value]));
  expect(unknown.get("Shard, median")).toBe("–");
  expect(unknown.get("Busy at a time")).toBe("–");
  expect(unknown.get("Errors")).toBe("0");
});
