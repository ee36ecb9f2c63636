/** To try a body at once: it is simulated on the server, and its clip plays on the editor's own stage. */

import { type Clip, decodeClip } from "../api/clip";
import { ApiError, type Problem, postForBytes } from "../api/http";
import { el, icon, put, write } from "../panels/dom";
import { decimal, score } from "../panels/format";
import { type Hud, hud } from "../replay/hud";
import { scrubBar } from "../replay/scrub";
import { toggle, transport } from "../replay/transport";
import { distanceAt } from "../viewer/measures";
import type { Editor } from "./editor";
import { ofGenome } from "./problems";
import type { TrialSettings } from "./trial-settings";
import type { EditorView } from "./view";

const SPEEDS = [0.25, 0.5, 1, 2];

export class Trial {
  /** over the stage: figures of the moment shown */
  readonly figures = el("div", { hidden: true });
  /** under it: the clock, while a clip is shown */
  readonly controls: HTMLElement;
  readonly button = el("button", {
    class: "btn btn-primary",
    type: "button",
    title: "Try it (T)",
    onclick: () => void this.start(),
  });
  readonly back = el(
    "button",
    {
      ...{ class: "btn btn-quiet", type: "button", title: "Back to the body (escape)", hidden: true },
      onclick: () => this.leave(),
    },
    icon("x-lg"),
    "Back to editing",
  );
  readonly words = el("p", { class: "trial-words num", role: "status" });
  /** whether a clip is shown in the body's place */
  running = false;
  private readonly editor: Editor;
  private readonly view: EditorView;
  private readonly settings: TrialSettings;
  private readonly changed: () => void;
  private readonly blame: (problems: readonly Problem[]) => void;
  private readonly scrub: ReturnType<typeof scrubBar>;
  private asked: AbortController | undefined;
  private again: ReturnType<typeof setTimeout> | undefined;
  private clip: Clip | null = null;
  private hud: Hud | null = null;

  /** @param changed told when a clip comes or goes; @param blame told what is wrong with a body that cannot be tried */
  constructor(
    editor: Editor,
    view: EditorView,
    settings: TrialSettings,
    told: { changed: () => void; blame: (problems: readonly Problem[]) => void },
  ) {
    this.editor = editor;
    this.view = view;
    this.settings = settings;
    this.changed = told.changed;
    this.blame = told.blame;
    const { playback } = view;
    this.scrub = scrubBar(playback);
    const clock = transport(playback, { speeds: SPEEDS, hz: () => this.clip?.hz ?? 1 });
    this.controls = el("div", { class: "trial-controls", hidden: true }, this.scrub.root, clock);
    playback.onChange(() => {
      if (this.clip) this.hud?.update(playback.seconds * this.clip.hz);
    });
    this.showBusy(false);
  }

  /** Simulate the body as it is, and show it. */
  async start(): Promise<void> {
    this.giveUp();
    this.asked = new AbortController();
    const { signal } = this.asked;
    this.showBusy(true);
    try {
      const question = { genome: this.editor.genome, config: this.settings.config() };
      this.show(decodeClip(await postForBytes("/api/simulation/clip", question, signal)));
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      this.refused(error);
    }
    this.showBusy(false);
  }

  /** Back to the body. */
  leave(): void {
    this.giveUp();
    this.showBusy(false);
    if (!this.running) return;
    this.running = false;
    this.view.leaveClip();
    this.controls.hidden = this.figures.hidden = this.back.hidden = true;
    this.changed();
  }

  /** Play or pause the clip. */
  toggle(): void {
    toggle(this.view.playback);
  }

  /** Wait for no answer any more. */
  giveUp(): void {
    clearTimeout(this.again);
    this.asked?.abort();
  }

  private show(clip: Clip): void {
    this.clip = clip;
    this.running = true;
    this.hud = hud(clip);
    put(this.figures, this.hud.root);
    this.controls.hidden = this.figures.hidden = this.back.hidden = false;
    this.view.showClip(clip);
    this.scrub.show(clip);
    const end = (clip.frames - 1) / clip.hz;
    const fault = clip.disqualified && ` It was disqualified: ${clip.disqualified.reason}.`;
    write(
      this.words,
      `Score ${score(clip.fitness)}, ${decimal(distanceAt(clip, end), 2)} m in ${decimal(end, 0)} s.${fault ?? ""}`,
    );
    this.changed();
  }

  private refused(error: ApiError): void {
    this.leave();
    if (error.retryAfterMs !== null && error.status === 503) {
      write(this.words, `${error.message} It is tried again by itself.`);
      this.again = setTimeout(() => void this.start(), error.retryAfterMs);
      return;
    }
    const problems = error.problems.map(ofGenome);
    this.blame(problems.filter(({ path }) => !this.settings.has(path)));
    this.settings.blame(problems);
    write(this.words, problems.length ? "It cannot live yet; see what is to be put right." : error.message);
  }

  private showBusy(busy: boolean): void {
    put(this.button, icon(busy ? "hourglass-split" : "play-fill"), busy ? "Simulating…" : "Try it");
    this.button.setAttribute("aria-busy", `${busy}`);
  }
}
