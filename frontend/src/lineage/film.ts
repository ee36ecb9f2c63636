/** The film of a line: founder to champion in a few scenes, each of a creature as it moved, on one clock. */

import { type Clip, durationOf } from "../api/clip";
import { clipSocket } from "../api/clips";
import { el, put, write } from "../panels/dom";
import { count, plural, score } from "../panels/format";
import { replayAddress } from "../replay/link";
import { scrubBar } from "../replay/scrub";
import { listenForShortcuts } from "../replay/shortcuts";
import { toggle, transport } from "../replay/transport";
import { wholeCast } from "../viewer/cast";
import { sleep, wake } from "../viewer/frames";
import { reducedMotion } from "../viewer/motion";
import { Playback } from "../viewer/playback";
import { readTheme } from "../viewer/theme";
import { LEAST_RADIUS, Track } from "../viewer/track";
import { View } from "../viewer/view";
import { type Family, OPERATORS } from "./family";
import { chooseScenes, sceneAt } from "./scenes";
import type { FamilyView } from "./states";

/** s of each scene */
const SCENE = 4;

interface Scene {
  name: string;
  born: number;
  words: string;
  clip: Clip | null;
  /** why there is none and will be none; empty while it may still come */
  trouble: string;
}

/** @param isCut the line was not followed back to generation 0 */
export function filmView(run: number, family: Family, isCut: boolean): FamilyView {
  return new Film(run, family, isCut);
}

class Film implements FamilyView {
  readonly root: HTMLElement;
  private readonly run: number;
  private readonly scenes: Scene[];
  /** of the film, and of the clip of the scene that is on */
  private readonly playback = new Playback();
  private readonly within = new Playback();
  private readonly canvas = el("canvas", { role: "img", "data-testid": "film" });
  private readonly fading = el("canvas", { class: "film-fading", "aria-hidden": "true" });
  private readonly caption = el("p", {
    class: "chip top-left num",
    "data-testid": "caption",
    "aria-live": "polite",
  });
  private readonly notice = el("p", { class: "stage-empty" });
  private readonly progress = el("p", { class: "kin-words small", role: "status" });
  private readonly chapters: HTMLButtonElement[];
  private readonly view: View;
  private readonly stops: (() => void)[];
  private shown = -1;
  private disposed = false;

  constructor(run: number, family: Family, isCut: boolean) {
    this.run = run;
    this.scenes = scenesOf(family);
    this.playback.loop = false;
    this.playback.duration = SCENE * this.scenes.length;
    this.chapters = this.scenes.map((scene, i) => this.chapter(scene, i));
    const scrub = scrubBar(this.playback);
    scrub.setDuration();
    const stage = el(
      "div",
      { class: "stage film-stage" },
      this.canvas,
      this.fading,
      this.notice,
      this.caption,
    );
    this.root = el(
      "section",
      { class: "panel film", "aria-label": "Film of the lineage" },
      el("p", { class: "kin-words small" }, filmWords(this.scenes, family.line.length, isCut)),
      stage,
      el("div", { class: "film-chapters" }, ...this.chapters),
      scrub.root,
      transport(this.playback, { speeds: [0.5, 1, 2, 4] }),
      this.progress,
    );
    this.view = new View(this.canvas, { scene: "panel", controls: "orbit" }, this.within);
    this.stops = [
      this.playback.onChange(() => this.changed()),
      listenForShortcuts([
        { keys: [" "], shown: "space", does: "Play or pause", act: () => toggle(this.playback) },
        { keys: ["ArrowRight"], shown: "→", does: "Next scene", act: () => this.jump(1) },
        { keys: ["ArrowLeft"], shown: "←", does: "Scene before", act: () => this.jump(-1) },
      ]),
    ];
    this.load();
    this.playback.seek(0);
    if (!reducedMotion()) this.playback.play();
  }

  dispose(): void {
    this.disposed = true;
    sleep(this.tick);
    for (const stop of this.stops) stop();
    this.view.dispose();
  }

  /** Time goes by while there is something to see. */
  private readonly tick = (elapsed: number): boolean => {
    const scene = this.scenes[Math.max(0, this.shown)]!;
    if (scene.clip || scene.trouble) this.playback.advance(elapsed);
    return this.playback.playing;
  };

  /** All scenes are asked for, in their order; the first is shown as soon as it is there. */
  private load(): void {
    for (const scene of this.scenes)
      clipSocket()
        .request(this.run, scene.name, scene.born)
        .then(
          (clip) => {
            scene.clip = clip;
          },
          (error: Error) => {
            scene.trouble = error.message;
          },
        )
        .finally(() => {
          if (this.disposed) return;
          this.tellProgress();
          if (this.scenes[this.shown] === scene) this.present(this.shown);
        });
    this.tellProgress();
  }

  private tellProgress(): void {
    const loaded = this.scenes.filter(({ clip, trouble }) => clip || trouble).length;
    const all = this.scenes.length;
    this.progress.hidden = loaded === all;
    write(
      this.progress,
      `${loaded} of ${plural(all, "scene")} ready. Those of which no recording was kept are simulated again, just as they were.`,
    );
    this.chapters.forEach((chapter, i) => {
      chapter.classList.toggle("is-waiting", !this.scenes[i]!.clip);
    });
  }

  private changed(): void {
    const { seconds, playing } = this.playback;
    const scene = sceneAt(seconds, SCENE, this.scenes.length);
    if (scene !== this.shown) this.present(scene);
    this.within.seek(seconds - scene * SCENE);
    if (playing) wake(this.tick);
  }

  private present(at: number): void {
    const isNew = at !== this.shown;
    this.shown = at;
    const { name, born, clip, words, trouble } = this.scenes[at]!;
    this.chapters.forEach((chapter, i) => {
      if (i === at) chapter.setAttribute("aria-current", "true");
      else chapter.removeAttribute("aria-current");
    });
    put(this.caption, el("a", { href: replayAddress(this.run, name, born) }, words));
    this.canvas.setAttribute("aria-label", `${words}, moving`);
    write(this.notice, clip ? "" : trouble || "Simulating this creature again…");
    if (!clip) return;
    if (isNew) this.fade();
    this.within.duration = durationOf(clip);
    this.view.present(wholeCast(clip, readTheme()), new Track(clip, this.radius));
    this.within.seek(this.playback.seconds - at * SCENE);
  }

  /** m of the sphere that fits the picture: the same for all, so that one sees who is larger. */
  private get radius(): number {
    const extents = this.scenes.map(({ clip }) => (clip ? new Track(clip).extent : 0));
    return Math.max(LEAST_RADIUS, ...extents);
  }

  /** The scene before goes as the next one comes; at once for those who want no motion. */
  private fade(): void {
    if (reducedMotion() || !this.playback.playing || this.canvas.width === 0) return;
    this.fading.width = this.canvas.width;
    this.fading.height = this.canvas.height;
    this.fading.getContext("2d")?.drawImage(this.canvas, 0, 0);
    this.fading.classList.remove("is-gone");
    this.fading.getBoundingClientRect(); // so that the transition has where to begin
    this.fading.classList.add("is-gone");
  }

  private jump(scenes: number): void {
    const to = Math.max(0, Math.min(this.scenes.length - 1, this.shown + scenes));
    this.playback.seek(to * SCENE);
  }

  private chapter({ born, name, words }: Scene, at: number): HTMLButtonElement {
    const label = `Scene ${at + 1}: ${words}`;
    return el(
      "button",
      {
        class: "film-chapter num",
        type: "button",
        "aria-label": label,
        title: label,
        onclick: () => this.playback.seek(at * SCENE),
      },
      el("b", {}, el("i", {}, "gen. "), count(born)),
      el("span", {}, name),
    );
  }
}

function scenesOf(family: Family): Scene[] {
  return chooseScenes(family).map((place) => {
    const [name, born] = [family.names[place]!, family.born[place]!];
    const operator = OPERATORS[family.operators[place]!] ?? family.operators[place]!;
    const words = `Generation ${count(born)} · ${name} · fitness ${score(family.fitness[place]!)} · ${operator}`;
    return { name, born, words, clip: null, trouble: "" };
  });
}

function filmWords(scenes: Scene[], line: number, isCut: boolean): string {
  const from = scenes[0]!;
  const to = scenes.at(-1)!;
  const chosen =
    scenes.length < line
      ? `${scenes.length} of ${count(line)} ancestors along the line of first parents: those who changed most, in fitness or body.`
      : `All ${count(line)} creatures along the line of first parents.`;
  const end = isCut ? " The line goes further back than was followed." : "";
  return `From ${from.name} to ${to.name}. ${chosen}${end}`;
}
