/** What all processes come to together. */

import type { LeaseState, PoolFigures, ProcessState } from "../generated/api";

export interface Totals {
  active: number;
  waiting: number;
  refusals: number;
  errors: number;
}

/** What follows where a proxy is not known as one. @param addresses of those who say for whom they ask */
export function proxyWarning(addresses: string[]): string {
  return (
    `X-Forwarded-For comes from ${addresses.join(", ")}, which TRUSTED_PROXIES does not name. ` +
    "If that is your proxy, all who come through it count as one address and share its limits."
  );
}

/** Sums over processes. */
export function totalsOf(processes: ProcessState[]): Totals {
  const sum = (pick: (pool: PoolFigures) => number) =>
    processes.reduce((all, { pool }) => all + pick(pool), 0);
  return {
    active: sum((pool) => pool.active),
    waiting: sum((pool) => pool.queue_depth),
    refusals: sum((pool) => pool.refusals),
    errors: sum((pool) => Object.values(pool.errors).reduce((all, n) => all + n, 0)),
  };
}

/** Creature-steps per second of the runs that are computed; null while none has a generation. */
export function speedOf(leases: LeaseState[]): number | null {
  const speeds = leases.flatMap(({ creature_steps_per_s: speed }) => (speed === null ? [] : [speed]));
  return speeds.length ? speeds.reduce((all, speed) => all + speed, 0) : null;
}
