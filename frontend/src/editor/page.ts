/** The body editor's page: the model, the stage and the panels put together. */

import type { Problem } from "../api/http";
import type { Schema, Settings } from "../form/settings";
import type { GeneFacts } from "../generated/api";
import { listenForShortcuts, type Shortcut, shortcutHelp } from "../replay/shortcuts";
import { Actions } from "./actions";
import { beginWith } from "./begin";
import { listenForCopies } from "./copying";
import { Editor } from "./editor";
import { type Bounds, Facts } from "./facts";
import { EMPTY, type Genome } from "./genome";
import { inspector } from "./inspector";
import { editorShortcuts } from "./keys";
import { NodeLabels } from "./labels";
import { buildLayout, type Page, stageLegends, stageParts } from "./layout";
import { Pointer } from "./pointer";
import { Checker, problemList } from "./problems";
import { Saving } from "./saving";
import { bodyTable } from "./table";
import { type Toolbar, toolbar } from "./toolbar";
import { Trial } from "./trial";
import { TrialSettings } from "./trial-settings";
import { EditorView } from "./view";

interface Props {
  /** of the design; null: a new one */
  id: number | null;
  /** RUN/NAME/GENERATION of the creature that it is a copy of */
  copy_of: string | null;
  name: string;
  /** what it begins with */
  genome: Genome | null;
  /** that the genome's net was made for, where they are known */
  settings: Settings;
  /** whose drafts the browser keeps */
  user: number;
  genes: GeneFacts[];
  bounds: Bounds;
  /** of the settings of a trial */
  schema: Schema;
}

export function mount(root: HTMLElement, props: Props, left: AbortSignal): void {
  new EditorPage(root, props, left).start();
}

class EditorPage {
  private readonly editor: Editor;
  private readonly stage = stageParts();
  private readonly view: EditorView;
  private readonly pointer: Pointer;
  private readonly actions: Actions;
  private readonly settings: TrialSettings;
  private readonly trial: Trial;
  private readonly saving: Saving;
  private readonly checker: Checker;
  private readonly genes: ReturnType<typeof inspector>;
  private readonly table: ReturnType<typeof bodyTable>;
  private readonly list: ReturnType<typeof problemList>;
  private readonly tools: Toolbar;
  private readonly shortcuts: Shortcut[];
  private readonly dialog: HTMLDialogElement;
  private readonly page: Page;
  private readonly left: AbortSignal;
  /** what all of the page shows */
  private seen: Genome;

  constructor(root: HTMLElement, props: Props, left: AbortSignal) {
    const { genes, bounds } = props;
    const facts = new Facts(genes, bounds);
    const editor = new Editor(props.genome ?? EMPTY, facts);
    const room = { nodes: bounds.mostNodes, muscles: bounds.mostMuscles };
    const ghostRadius = facts.of("size").usual / 2;
    this.left = left;
    this.editor = editor;
    this.seen = editor.genome;
    this.view = new EditorView(this.stage.canvas, { ...room, ghostRadius });
    this.pointer = new Pointer(editor, this.view, this.stage.box);
    this.actions = new Actions(editor, this.view, this.pointer);
    this.settings = new TrialSettings(props.schema, props.settings, editor.genome, () => this.checker.ask());
    this.trial = new Trial(editor, this.view, this.settings, {
      changed: () => this.page.showTrial(this.trial.running),
      blame: this.blame,
    });
    this.saving = new Saving(editor, props, left, this.blame);
    this.checker = new Checker(
      () => ({ genome: editor.genome, config: this.settings.config() }),
      () => this.showProblems(),
    );
    this.genes = inspector(editor, beginWith(this.actions, facts));
    this.table = bodyTable(editor);
    this.list = problemList(editor);
    this.tools = toolbar(editor, this.actions, () => this.dialog.showModal());
    this.shortcuts = this.keyboard();
    this.dialog = shortcutHelp(this.shortcuts);
    this.page = this.layout(root);
  }

  start(): void {
    const { editor, left } = this;
    editor.onChange(() => this.update());
    editor.onRefusal((words) => this.page.say(words));
    const note = this.saving.takeUpDraft();
    if (note) this.stage.root.append(note);
    editor.setTool(editor.genome.nodes.length ? "select" : "node");
    this.actions.frame();
    if (editor.genome.nodes.length) this.checker.ask();
    listenForCopies(this.actions, editor, left);
    const deafen = listenForShortcuts(this.shortcuts);
    left.addEventListener("abort", () => {
      deafen();
      this.trial.giveUp();
      this.view.dispose();
    });
  }

  private layout(root: HTMLElement): Page {
    const { editor, saving, trial, stage, tools, dialog, view } = this;
    const labels = new NodeLabels();
    view.afterPaint = (painted, pose) => labels.put(painted, pose);
    const panels = {
      genes: this.genes.root,
      table: this.table.root,
      settings: this.settings.root,
      problems: this.list.root,
    };
    const over = { labels: labels.root, legends: stageLegends() };
    return buildLayout(root, { editor, saving, trial, stage, tools, dialog, panels, ...over });
  }

  private keyboard(): Shortcut[] {
    const { trial, actions } = this;
    return editorShortcuts(this.editor, actions, {
      try: () => void trial.start(),
      play: () => trial.running && trial.toggle(),
      leave: () => (trial.running ? trial.leave() : actions.escape()),
      save: () => void this.saving.keep(),
      help: () => this.dialog.showModal(),
    });
  }

  /** Show the document as it is now. */
  private update(): void {
    const { editor } = this;
    if (editor.genome !== this.seen) {
      this.seen = editor.genome;
      this.trial.leave();
      this.settings.update(this.seen);
      this.saving.changed();
      this.checker.ask();
    }
    this.view.show(editor.document);
    this.tools.update();
    this.table.update();
    this.page.update(this.pointer.axis);
    this.showProblems();
  }

  private readonly blame = (problems: readonly Problem[]): void => {
    this.checker.problems = problems;
    this.showProblems();
  };

  private showProblems(): void {
    const shown = this.editor.genome.nodes.length ? this.checker.problems : []; // an empty stage is no mistake
    this.list.update(shown);
    this.genes.update(shown);
  }
}
