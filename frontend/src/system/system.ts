/** The System page: processes, leases, queue, storage and versions, live. */

import { poll } from "../api/poll";
import type { LeaseState, SystemState } from "../generated/api";
import { connectionNote } from "../panels/connection";
import { el, icon, part, put, write } from "../panels/dom";
import { bytes, clock, count, duration, NOTHING, short } from "../panels/format";
import { tile } from "../panels/tiles";
import { processList } from "./processes";
import { proxyWarning, speedOf, totalsOf } from "./totals";

const EVERY_MS = 2000;

export function mount(root: HTMLElement, props: SystemState): void {
  const connection = connectionNote();
  const refusal = el("div", { class: "note danger", role: "alert", hidden: true });
  const tiles = systemTiles();
  const processes = processList();
  const leases = leaseTable();
  const facts = factPanels();
  const proxies = el("div", { class: "note warn", role: "status", hidden: true });
  put(
    part(root, "body"),
    connection.root,
    refusal,
    proxies,
    tiles.root,
    processes.root,
    leases.root,
    facts.root,
  );
  const show = (state: SystemState) => {
    const now = new Date(state.now);
    write(part(root, "age"), `live, as of ${clock(now)}:${`${now.getSeconds()}`.padStart(2, "0")}`);
    proxies.hidden = state.unknown_proxies.length === 0;
    put(proxies, icon("exclamation-triangle"), el("span", {}, proxyWarning(state.unknown_proxies)));
    tiles.update(state);
    processes.update(state.processes, now);
    leases.update(state.leases, now);
    facts.update(state);
  };
  show(props);
  poll<SystemState>("/api/system", EVERY_MS, {
    receive: show,
    down: (since) => connection.show(since),
    refused(why) {
      put(refusal, icon("exclamation-octagon"), el("span", {}, `${why} Reload the page to see it again.`));
      refusal.hidden = false;
    },
  });
}

interface Part {
  root: HTMLElement;
  update(state: SystemState): void;
}

function systemTiles(): Part {
  const work = tile("Simulating now");
  const speed = tile("Throughput");
  const runs = tile("Runs computed");
  const retries = tile("Generations begun again");
  const refused = tile("Requests refused");
  const errors = tile("Errors");
  const tiles = [work, speed, runs, retries, refused, errors];
  return {
    root: el(
      "dl",
      { class: "panel tiles", "aria-label": "All processes together" },
      ...tiles.map(({ root }) => root),
    ),
    update(state) {
      const all = totalsOf(state.processes);
      const rate = speedOf(state.leases);
      work.show(count(all.active), `${all.active === 1 ? "shard" : "shards"}, ${count(all.waiting)} waiting`);
      speed.show(rate === null ? NOTHING : short(rate), rate === null ? "" : "creature-steps/s");
      runs.show(count(state.leases.length), `${count(state.queue.runs_waiting)} waiting`);
      retries.show(count(state.queue.retries), "after a worker was lost");
      refused.show(count(all.refusals), "too many at once");
      errors.show(count(all.errors), "failed shards");
    },
  };
}

function leaseTable(): { root: HTMLElement; update(leases: LeaseState[], now: Date): void } {
  const rows = el("tbody");
  const heads = ["Run", "Owner", "Generation", "Creature-steps/s", "Worker", "Lease"].map((name) =>
    el("th", { scope: "col" }, name),
  );
  const table = el("table", { class: "system-table num" }, el("thead", {}, el("tr", {}, ...heads)), rows);
  const none = el(
    "p",
    { class: "runs-none" },
    "No worker holds a run. Runs that wait are taken within a second.",
  );
  return {
    root: el(
      "section",
      { class: "panel" },
      el("div", { class: "panel-head" }, el("h2", {}, "Leases")),
      table,
      none,
    ),
    update(leases, now) {
      table.hidden = leases.length === 0;
      none.hidden = leases.length > 0;
      put(rows, ...leases.map((lease) => leaseRow(lease, now)));
    },
  };
}

function leaseRow(lease: LeaseState, now: Date): HTMLElement {
  const left = Math.max(0, (new Date(lease.until).getTime() - now.getTime()) / 1000);
  const again = lease.attempts > 1 ? `, attempt ${count(lease.attempts)}` : "";
  const cells: [string, Node | string][] = [
    ["Run", el("a", { href: `/runs/${lease.run}/` }, lease.name)],
    ["Owner", lease.owner],
    ["Generation", count(lease.generation) + again],
    ["Creature-steps/s", lease.creature_steps_per_s === null ? NOTHING : short(lease.creature_steps_per_s)],
    ["Worker", lease.worker],
    ["Lease", `ends in ${duration(left)}`],
  ];
  return el("tr", {}, ...cells.map(([name, value]) => el("td", { "data-name": name }, value)));
}

/** Who answers: the workers to bells, the keepers by their reports. */
function pulseOf(state: SystemState): Record<string, string> {
  const slots = state.slots.map(({ queue, unanswered_s, answers }): [string, string] => [
    `Worker of queue ${queue}`,
    answers
      ? unanswered_s < 1
        ? "answers"
        : `rung at ${duration(unanswered_s)} ago`
      : `silent for ${duration(unanswered_s)}`,
  ]);
  const keepers = state.keepers.map(({ host, silent_s, answers }): [string, string] => [
    `Keeper of ${host}`,
    answers ? "answers" : `silent for ${duration(silent_s)}`,
  ]);
  return {
    ...(slots.length ? Object.fromEntries(slots) : { Workers: "none" }),
    ...(keepers.length ? Object.fromEntries(keepers) : { Keeper: "none" }),
  };
}

function factPanels(): Part {
  const pulse = factPanel("Workers and keeper");
  const queue = factPanel("Queue");
  const storage = factPanel("Storage");
  const versions = factPanel("Versions");
  return {
    root: el("div", { class: "system-facts" }, pulse.root, queue.root, storage.root, versions.root),
    update(state) {
      pulse.show(pulseOf(state));
      queue.show({
        "Runs waiting": count(state.queue.runs_waiting),
        "Messages waiting": count(state.queue.bells_waiting),
        "Messages taken": count(state.queue.bells_taken),
      });
      storage.show({
        Database: bytes(state.storage.database),
        Replays: bytes(state.storage.clips),
        Checkpoints: bytes(state.storage.checkpoints),
        "Deleted runs": `${count(state.storage.removing)} generations left`,
        "Free on the disk": state.storage.free === null ? NOTHING : bytes(state.storage.free),
      });
      versions.show(state.versions);
    },
  };
}

function factPanel(name: string): { root: HTMLElement; show(facts: Record<string, string>): void } {
  const list = el("dl", { class: "fact-list num" });
  return {
    root: el("section", { class: "panel" }, el("div", { class: "panel-head" }, el("h2", {}, name)), list),
    show(facts) {
      put(
        list,
        ...Object.entries(facts).map(([key, said]) => el("div", {}, el("dt", {}, key), el("dd", {}, said))),
      );
    },
  };
}
