/** What the server finds wrong with a body, and the thing that it is about. */

import { type ApiError, type Problem, postJson } from "../api/http";
import { inWords } from "../form/settings";
import { el, icon, put } from "../panels/dom";
import { plural } from "../panels/format";
import type { Selection } from "./document";
import type { Editor } from "./editor";

const WAIT_MS = 350;
const PLACE = /^(nodes|muscles)\[(\d+)\]\.?(.*)$/;

/** Ask the server what is wrong with the body, a while after each change; the latest answer counts. */
export class Checker {
  problems: readonly Problem[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asked: AbortController | undefined;
  private readonly question: () => unknown;
  private readonly tell: () => void;

  /** @param question what to ask: a genome and settings */
  constructor(question: () => unknown, tell: () => void) {
    this.question = question;
    this.tell = tell;
  }

  ask(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.fetch(), WAIT_MS);
  }

  private async fetch(): Promise<void> {
    this.asked?.abort();
    this.asked = new AbortController();
    try {
      const { problems } = await postJson<{ problems: Problem[] }>(
        "/api/simulation/check",
        this.question(),
        this.asked.signal,
      );
      this.problems = problems.map(ofGenome);
      this.tell();
    } catch (error) {
      const { retryAfterMs } = error as ApiError; // to try or to save it tells what is wrong all the same
      if (retryAfterMs) this.timer = setTimeout(() => void this.fetch(), retryAfterMs);
    }
  }
}

/** A problem with its path within the genome. */
export function ofGenome({ path, message }: Problem): Problem {
  return { path: path.replace(/^genome\.?/, ""), message };
}

/** What a path is about. */
export function thingOf(path: string): { selection: Partial<Selection>; gene: string } | null {
  const found = PLACE.exec(path);
  return found ? { selection: { [found[1]!]: [Number(found[2])] }, gene: found[3]! } : null;
}

/** What is wrong with a gene of one of these nodes or muscles; empty where nothing is. */
export function problemAt(
  problems: readonly Problem[],
  kind: keyof Selection,
  places: readonly number[],
  gene: string,
): string {
  const found = problems.find(({ path }) => places.some((place) => path === `${kind}[${place}].${gene}`));
  return found ? inWords(found.message) : "";
}

/** The list of problems; each leads to the thing that it is about. */
export function problemList(editor: Editor): {
  root: HTMLElement;
  update(problems: readonly Problem[]): void;
} {
  const root = el("div", { class: "editor-problems", role: "status" });
  return {
    root,
    update(problems) {
      const items = problems.map(({ path, message }) => {
        const thing = thingOf(path);
        const words = thing ? `${named(path)}: ${message}` : inWords(sentence(path, message));
        if (!thing) return el("li", {}, words);
        const go = (): void => editor.select(thing.selection);
        return el("li", {}, el("button", { class: "link", type: "button", onclick: go }, words));
      });
      put(
        root,
        items.length > 0 &&
          el(
            "div",
            { class: "note warn" },
            icon("exclamation-triangle"),
            el(
              "div",
              {},
              el("p", {}, `${plural(items.length, "thing")} to put right before it can live`),
              el("ul", {}, ...items),
            ),
          ),
      );
    },
  };
}

/** "Node 4, size" for nodes[3].size. */
function named(path: string): string {
  const [, kind, place, gene] = PLACE.exec(path)!;
  const thing = `${kind === "nodes" ? "Node" : "Muscle"} ${Number(place) + 1}`;
  return gene ? `${thing}, ${gene.replaceAll("_", " ")}` : thing;
}

function sentence(path: string, message: string): string {
  return path ? `${path.replaceAll("_", " ")} ${message}` : message;
}
