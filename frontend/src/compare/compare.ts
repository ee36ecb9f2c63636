/** The Compare page. */
export function mount(): void {}
