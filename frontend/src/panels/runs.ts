export function mount(_root: HTMLElement, _props: unknown): void {}
