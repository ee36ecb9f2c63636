/** The body editor's page: the model, the stage and the panels put together. */

import type { Problem } from "../api/http";
import type { Schema, Settings } from "../form/settings";
import type { GeneFacts } from "../generated/api";
import { listenForShortcuts, shortcutHelp } from "../replay/shortcuts";
import { Actions } from "./actions";
import { beginWith } from "./begin";
import { Editor } from "./editor";
import { type Bounds, Facts } from "./facts";
import { EMPTY, type Genome } from "./genome";
import { inspector } from "./inspector";
import { editorShortcuts } from "./keys";
import { NodeLabels } from "./labels";
import { buildLayout, stageLegends, stageParts } from "./layout";
import { Pointer } from "./pointer";
import { Checker, problemList } from "./problems";
import { Saving } from "./saving";
import { bodyTable } from "./table";
import { toolbar } from "./toolbar";
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
  const facts = new Facts(props.genes, props.bounds);
  const editor = new Editor(props.genome ?? EMPTY, facts);
  const stage = stageParts();
  const view = new EditorView(stage.canvas, {
    nodes: props.bounds.mostNodes,
    muscles: props.bounds.mostMuscles,
    ghostRadius: facts.of("size").usual / 2,
  });
  const pointer = new Pointer(editor, view, stage.box);
  const actions = new Actions(editor, view, pointer);
  const labels = new NodeLabels();
  view.afterPaint = (painted, pose) => labels.put(painted, pose);

  const settings = new TrialSettings(props.schema, props.settings, editor.genome, () => checker.ask());
  const blame = (problems: readonly Problem[]): void => {
    checker.problems = problems;
    showProblems();
  };
  const trial = new Trial(editor, view, settings, { changed: () => page.showTrial(trial.running), blame });
  const saving = new Saving(editor, props, left, blame);
  const help = (): void => dialog.showModal();
  const tools = toolbar(editor, actions, help);
  const genes = inspector(
    editor,
    beginWith(() => actions, facts),
  );
  const table = bodyTable(editor);
  const list = problemList(editor);
  const checker = new Checker(
    () => ({ genome: editor.genome, config: settings.config() }),
    () => showProblems(),
  );
  const showProblems = (): void => {
    const shown = editor.genome.nodes.length ? checker.problems : []; // an empty stage is no mistake
    list.update(shown);
    genes.update(shown);
  };
  const shortcuts = editorShortcuts(editor, actions, {
    try: () => void trial.start(),
    play: () => trial.running && trial.toggle(),
    leave: () => (trial.running ? trial.leave() : actions.escape()),
    save: () => void saving.keep(),
    help,
  });
  const dialog = shortcutHelp(shortcuts);
  const page = buildLayout(root, {
    ...{ editor, saving, trial, stage, tools, labels: labels.root, legends: stageLegends(), dialog },
    panels: { genes: genes.root, table: table.root, settings: settings.root, problems: list.root },
  });

  let seen = editor.genome;
  editor.onChange(() => {
    if (editor.genome !== seen) {
      seen = editor.genome;
      trial.leave();
      settings.update(seen);
      saving.changed();
      checker.ask();
    }
    view.show(editor.document);
    tools.update();
    table.update();
    page.update(pointer.axis);
    showProblems();
  });
  editor.onRefusal((words) => page.say(words));
  const note = saving.takeUpDraft();
  if (note) stage.root.append(note);
  editor.setTool(editor.genome.nodes.length ? "select" : "node");
  actions.frame();
  if (editor.genome.nodes.length) checker.ask();
  clipboard(actions, editor, left);
  left.addEventListener("abort", listenForShortcuts(shortcuts));
  left.addEventListener("abort", () => {
    trial.giveUp();
    view.dispose();
  });
}

/** Copy, cut and paste genome JSON, but where somebody types or has chosen words. */
function clipboard(actions: Actions, editor: Editor, left: AbortSignal): void {
  const isOurs = (event: Event): boolean =>
    !(event.target instanceof Element && event.target.closest("input, textarea, select, dialog")) &&
    `${getSelection() ?? ""}` === "";
  const copy = (event: ClipboardEvent): boolean => {
    if (!isOurs(event) || !editor.genome.nodes.length) return false;
    event.clipboardData?.setData("text/plain", actions.copied());
    event.preventDefault();
    return true;
  };
  document.addEventListener("copy", copy, { signal: left });
  document.addEventListener(
    "cut",
    (event) => {
      if (copy(event)) actions.remove();
    },
    { signal: left },
  );
  document.addEventListener(
    "paste",
    (event) => {
      const text = event.clipboardData?.getData("text/plain") ?? "";
      if (!isOurs(event) || !text.trim()) return;
      event.preventDefault();
      actions.paste(text);
    },
    { signal: left },
  );
}
