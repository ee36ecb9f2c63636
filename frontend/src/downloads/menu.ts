/** What can be downloaded of a replay: its data, an animation for other viewers, a film. */

import { el, icon, put } from "../panels/dom";
import { readTheme } from "../viewer/theme";
import { creatureFile } from "./names";
import type { Subject } from "./open";
import { saveBlob, saveFrom, wordsOf } from "./save";
import "./downloads.css";
import type { Clip } from "../api/clip";

interface Item {
  icon: string;
  name: string;
  /** what one gets */
  words: string;
  save(): Promise<void> | void;
}

/** Fill the opened menu anew. */
export function fillMenu(
  list: HTMLElement,
  menu: HTMLDetailsElement,
  subject: Subject,
  left: AbortSignal,
): void {
  const clip = subject.clip();
  const error = el("p", { class: "who is-error", role: "alert", hidden: true });
  const button = (item: Item): HTMLButtonElement => itemButton(item, menu, error);
  const waits = el(
    "p",
    { class: "who" },
    "Table, animation and film follow as soon as the replay is loaded.",
  );
  put(
    list,
    ...fromServer(subject).map(button),
    el("hr"),
    ...(clip ? ofClip(subject, clip, left).map(button) : [waits]),
    error,
  );
}

function itemButton(item: Item, menu: HTMLDetailsElement, error: HTMLElement): HTMLButtonElement {
  const act = async (): Promise<void> => {
    error.hidden = true;
    button.disabled = true;
    try {
      await item.save();
      menu.open = false;
      if (document.activeElement === document.body) menu.querySelector("summary")?.focus();
    } catch (trouble) {
      error.textContent = wordsOf(trouble);
      error.hidden = false;
    } finally {
      button.disabled = false;
    }
  };
  const face = el("span", {}, item.name, el("small", {}, item.words));
  const button = el(
    "button",
    { class: "download-item", type: "button", onclick: () => void act() },
    icon(item.icon),
    face,
  );
  return button;
}

/** What the server keeps or works out again. */
function fromServer({ run, creature }: Subject): Item[] {
  const address = (what: string): string =>
    `/api/runs/${run.id}/creatures/${creature.name}/${what}?generation=${creature.generation}`;
  return [
    {
      icon: "braces",
      name: "Genome",
      words: "JSON, can be imported again",
      save: () => saveFrom(address("genome.json"), creatureFile(run, creature, "json")),
    },
    {
      icon: "activity",
      name: "Replay",
      words: "Frames as bytes, for programs",
      save: () => saveFrom(address("clip"), creatureFile(run, creature, "evc")),
    },
  ];
}

/** What the browser makes of the clip. */
function ofClip(subject: Subject, clip: Clip, left: AbortSignal): Item[] {
  const { run, creature } = subject;
  return [
    {
      icon: "table",
      name: "Table",
      words: "CSV, a row for each frame",
      save: async () => {
        const { replayCsv } = await import("./replay-csv");
        saveBlob(new Blob([replayCsv(clip)], { type: "text/csv" }), creatureFile(run, creature, "csv"));
      },
    },
    {
      icon: "box",
      name: "3D animation",
      words: "glTF, for Blender and other viewers",
      save: async () => {
        const { creatureGlb } = await import("./creature-gltf");
        const title = `Creature ${creature.name} of ${run.name}`;
        const { generation, fitness } = creature;
        const file = creatureGlb(clip, readTheme(), title, { generation, fitness, task: clip.task });
        saveBlob(new Blob([file], { type: "model/gltf-binary" }), creatureFile(run, creature, "glb"));
      },
    },
    {
      icon: "camera-video",
      name: "Film",
      words: "MP4, WebM or GIF, made here",
      save: async () => {
        const { askForFilm } = await import("./record");
        await askForFilm(subject, clip, left);
      },
    },
  ];
}
