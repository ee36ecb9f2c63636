/** A person's own creatures, to choose, open, rename and delete. */

import { ApiError, deleteAt, putJson } from "../api/http";
import { type FounderCard, founderCard } from "../founders/card";
import type { Founder } from "../founders/founder";
import type { Selection } from "../founders/selection";
import type { DesignRow } from "../generated/api";
import { askName } from "../panels/ask-name";
import { confirmed } from "../panels/confirm";
import { el, icon, put } from "../panels/dom";
import { offerMore } from "../panels/more";

const SHOWN = 24;

export class Designs {
  readonly root: HTMLElement;
  private readonly selection: Selection;
  private readonly inDialog: boolean;
  private readonly onCount: (n: number) => void;
  private readonly grid = el("div", { class: "creatures hall-grid" });
  private readonly more = el("div", { class: "creatures-more" });
  private designs: DesignRow[] = [];
  private cards: FounderCard[] = [];
  private wanted = SHOWN;

  /** @param onCount told how many there are after each change */
  constructor(selection: Selection, inDialog: boolean, onCount: (n: number) => void = () => {}) {
    this.selection = selection;
    this.inDialog = inDialog;
    this.onCount = onCount;
    this.root = el("div", {}, this.grid, this.more);
  }

  show(designs: DesignRow[]): void {
    this.designs = designs;
    for (const card of this.cards) card.remove();
    const listed = designs.slice(0, this.wanted);
    this.cards = listed.map((design) => {
      const founder: Founder = { kind: "design", design };
      return founderCard(founder, this.selection, this.inDialog, this.tools(design));
    });
    put(this.grid, ...this.cards.map(({ root }) => root));
    this.onCount(designs.length);
    if (designs.length === 0)
      put(this.more, el("p", { class: "faint" }, "You have drawn and imported none yet."));
    else {
      offerMore(this.more, listed.length, designs.length, () => {
        this.wanted += SHOWN;
        this.show(this.designs);
      });
    }
  }

  private tools(design: DesignRow): HTMLElement[] {
    return [
      tool("Rename", "pencil", () => void this.rename(design)),
      tool("Delete", "trash", () => void this.remove(design)),
    ];
  }

  private async rename(design: DesignRow): Promise<void> {
    let renamed = design;
    const take = async (name: string) => {
      const { genome: _, ...row } = await putJson<DesignRow & { genome: unknown }>(
        `/api/designs/${design.id}`,
        { name },
      );
      renamed = row;
    };
    await askName({ title: "Rename creature", value: design.name, yes: "Rename", take });
    this.show(this.designs.map((one) => (one.id === design.id ? renamed : one)));
  }

  private async remove(design: DesignRow): Promise<void> {
    const sure = await confirmed({
      title: `Delete ${design.name}?`,
      consequence: "It cannot be brought back. Runs that began with it keep it.",
      yes: "Delete",
      no: "Keep it",
    });
    if (!sure) return;
    try {
      await deleteAt(`/api/designs/${design.id}`);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status !== 404) {
        put(this.more, el("p", { role: "alert" }, `${design.name} could not be deleted. ${error.message}`));
        return;
      }
    }
    this.selection.set({ kind: "design", design }, false);
    this.show(this.designs.filter(({ id }) => id !== design.id));
  }
}

function tool(label: string, name: string, act: () => void): HTMLElement {
  const attributes = {
    class: "btn btn-bare btn-icon",
    type: "button",
    "aria-label": label,
    title: label,
    onclick: act,
  };
  return el("button", attributes, icon(name));
}
