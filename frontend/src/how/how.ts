/** The page "How it works": each scene is built when it comes near the screen. */

import { el, icon } from "../panels/dom";
import { bodyScene } from "./body";
import { brainScene } from "./brain";
import { type Learnt, learningScene } from "./learning";
import { rhythmScene } from "./rhythm";
import { loadScenes, type Scenes } from "./scenes";
import { selectionScene, variationScene } from "./selection";

interface Props {
  learnt: Learnt;
}

const AHEAD = "300px";

type Builder = (scenes: Scenes, props: Props) => HTMLElement | Promise<HTMLElement>;

const BUILDERS: Record<string, Builder> = {
  body: (scenes) => bodyScene(scenes.body),
  rhythm: () => rhythmScene(),
  brain: (scenes) => brainScene(scenes.brain),
  selection: (scenes) => selectionScene(scenes),
  variation: (scenes) => variationScene(scenes),
  learning: (scenes, { learnt }) => learningScene(scenes, learnt),
};

export function mount(root: HTMLElement, props: Props): void {
  let loaded: Promise<Scenes> | undefined;
  const places = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting) continue;
        places.unobserve(target);
        loaded ??= loadScenes();
        void build(target as HTMLElement, loaded, props);
      }
    },
    { rootMargin: AHEAD },
  );
  for (const place of root.querySelectorAll("[data-scene]")) places.observe(place);
}

async function build(place: HTMLElement, loaded: Promise<Scenes>, props: Props): Promise<void> {
  try {
    const scenes = await loaded;
    place.replaceChildren(await BUILDERS[place.dataset.scene ?? ""]!(scenes, props));
  } catch (error) {
    const words = el(
      "div",
      {},
      (error as Error).message,
      " The words beside it are complete; reload to try again.",
    );
    place.replaceChildren(
      el("div", { class: "note danger", role: "alert" }, icon("exclamation-octagon"), words),
    );
  }
}
