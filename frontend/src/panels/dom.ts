/** Build elements; text is always a text node, so nothing a person typed is ever markup. */

type Child = Node | string | null | undefined | false;
type Attributes = Record<string, string | number | boolean | null | undefined | ((event: Event) => void)>;

/** An element with attributes (`on…` are listeners, false and null are left out) and children. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, `${value}`);
  }
  put(element, ...children);
  return element;
}

/** Replace what an element holds. */
export function put(element: Element, ...children: Child[]): void {
  element.replaceChildren(
    ...children.filter((child): child is Node | string => Boolean(child) || child === ""),
  );
}

/** Let an element hold these in this order; what stands in its place already is not touched, so that it goes on. */
export function arrange(element: Element, children: Element[]): void {
  children.forEach((child, i) => {
    if (element.children[i] !== child) element.insertBefore(child, element.children[i] ?? null);
  });
  while (element.children.length > children.length) element.lastElementChild!.remove();
}

/** Set an element's text, touching the page only if it changed. */
export function write(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** An icon of the sprite, in the colour and size of the text around it. */
export function icon(name: string): SVGSVGElement {
  const svg = svgElement("svg", { class: "icon", "aria-hidden": "true" });
  svg.append(svgElement("use", { href: `${document.documentElement.dataset.icons}#${name}` }));
  return svg;
}

/** An SVG element with attributes. */
export function svgElement<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Record<string, string | number>,
): SVGElementTagNameMap[K] {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, `${value}`);
  return element;
}

/** The element of a server-rendered page that carries data-part="name". */
export function part(root: ParentNode, name: string): HTMLElement {
  const element = root.querySelector<HTMLElement>(`[data-part="${name}"]`);
  if (!element) throw new Error(`The page has no part "${name}"`);
  return element;
}

export interface Choice {
  key: string;
  label: string;
  count?: number;
}

export interface Segmented {
  root: HTMLElement;
  /** Show these choices and no others, with their counts, and which one is on. */
  update(choices: Choice[], chosen: string): void;
}

/** One of few, as a row of buttons. */
export function segmented(
  label: string,
  count: (value: number) => string,
  choose: (key: string) => void,
): Segmented {
  const root = el("div", { class: "segmented", role: "group", "aria-label": label });
  const buttons = new Map<string, { button: HTMLButtonElement; number: HTMLSpanElement }>();
  const add = ({ key, label: text }: Choice) => {
    const number = el("span", { class: "num" });
    const button = el("button", { type: "button", onclick: () => choose(key) }, text, number);
    root.append(button);
    const made = { button, number };
    buttons.set(key, made);
    return made;
  };
  return {
    root,
    update(choices, chosen) {
      for (const [key, { button }] of buttons) {
        if (choices.some((choice) => choice.key === key)) continue;
        button.remove();
        buttons.delete(key);
      }
      for (const choice of choices) {
        const { button, number } = buttons.get(choice.key) ?? add(choice);
        button.setAttribute("aria-pressed", `${choice.key === chosen}`);
        write(number, choice.count === undefined ? "" : ` ${count(choice.count)}`);
      }
      const wanted = choices.map(({ key }) => buttons.get(key)!.button);
      arrange(root, wanted);
    },
  };
}
