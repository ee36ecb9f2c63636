/** A random newborn under the present settings, turning in 3D. */

import { ApiError, postJson } from "../api/http";
import { part } from "../panels/dom";
import { type CreatureView, clipOfGenome, type GenomeBody, mountCreatureView } from "../viewer/index";
import type { Settings } from "./settings";

export class Preview {
  private view: CreatureView | undefined;
  private comingAgain: ReturnType<typeof setTimeout> | undefined;
  private readonly root: HTMLElement;

  constructor(root: HTMLElement) {
    this.root = root;
  }

  /** Show a creature that was chosen. */
  show(genome: GenomeBody, words: string): void {
    clearTimeout(this.comingAgain);
    this.view ??= mountCreatureView(part(this.root, "canvas") as HTMLCanvasElement, {
      scene: "panel",
      controls: "orbit",
      turntable: true,
    });
    this.view.show(clipOfGenome(genome));
    this.say(words);
  }

  say(words: string): void {
    part(this.root, "caption").textContent = words;
    part(this.root, "canvas").setAttribute("aria-label", `${words}, turning`);
  }

  /** Ask for another newborn and show it; what hinders it stands in the caption. Returns whether one came. */
  async another(config: Settings): Promise<boolean> {
    clearTimeout(this.comingAgain);
    try {
      const { genomes } = await postJson<{ genomes: GenomeBody[] }>("/api/genetics/generate", {
        count: 1,
        config,
      });
      const genome = genomes[0];
      if (!genome) return false;
      this.show(genome, `A random newborn: ${genome.nodes.length} nodes, ${genome.muscles.length} muscles`);
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.say(error.status === 422 ? "No newborn until the settings are right" : error.message);
      if (error.retryAfterMs !== null) {
        this.comingAgain = setTimeout(() => void this.another(config), error.retryAfterMs);
      }
      return false;
    }
  }
}
