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

  /** Ask for another newborn and show it; what hinders it stands in the caption. Returns whether one came. */
  async another(config: Settings): Promise<boolean> {
    const caption = part(this.root, "caption");
    clearTimeout(this.comingAgain);
    try {
      const { genomes } = await postJson<{ genomes: GenomeBody[] }>("/api/genetics/generate", {
        count: 1,
        config,
      });
      const genome = genomes[0];
      if (!genome) return false;
      this.view ??= mountCreatureView(part(this.root, "canvas") as HTMLCanvasElement, {
        scene: "panel",
        controls: "orbit",
        turntable: true,
      });
      this.view.show(clipOfGenome(genome));
      caption.textContent = `A random newborn: ${genome.nodes.length} nodes, ${genome.muscles.length} muscles`;
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      caption.textContent = error.status === 422 ? "No newborn until the settings are right" : error.message;
      if (error.retryAfterMs !== null) {
        this.comingAgain = setTimeout(() => void this.another(config), error.retryAfterMs);
      }
      return false;
    }
  }
}
