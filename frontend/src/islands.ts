/** The islands of a server-rendered page: every [data-island="name"] gets its module and its props. */

import { askForClip } from "./replay/ask";

interface Island {
  /** @param left aborts when the document goes on without the island */
  mount(root: HTMLElement, props: never, left: AbortSignal): void;
}

const ISLANDS: Record<string, (props: never) => Promise<Island>> = {
  runs: () => import("./home/home"),
  "new-run": () => import("./form/new-run"),
  run: () => import("./panels/run"),
  hall: () => import("./hall/hall"),
  replay: (props) => {
    askForClip(props);
    return import("./replay/replay");
  },
  embed: (props) => {
    askForClip(props);
    return import("./embed/embed");
  },
  compare: () => import("./compare/compare"),
  lineage: () => import("./lineage/lineage"),
  fresh: () => import("./panels/fresh"),
  editor: () => import("./editor/page"),
  "compare-runs": () => import("./compare/runs/page"),
  race: () => import("./compare/race/race"),
  system: () => import("./system/system"),
  how: () => import("./how/how"),
};

/** The JSON of the <script> that data-props names; undefined where an island takes none. */
function propsOf(root: HTMLElement): unknown {
  const id = root.dataset.props;
  return id ? JSON.parse(document.getElementById(id)?.textContent ?? "null") : undefined;
}

async function mountIsland(root: HTMLElement, left: AbortSignal): Promise<void> {
  const name = root.dataset.island ?? "";
  const load = ISLANDS[name];
  if (!load) throw new Error(`No island is called "${name}"`);
  const props = propsOf(root) as never;
  const island = await load(props);
  if (left.aborted) return;
  island.mount(root, props, left);
  root.dataset.mounted = "";
}

/** Mount the islands of the page's content as it is now. @param left aborts when the document goes on without them */
export function mountIslands(left: AbortSignal): void {
  for (const root of document.querySelectorAll<HTMLElement>("[data-island]")) void mountIsland(root, left);
}
