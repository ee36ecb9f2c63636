/** Tables as comma-separated values, which spreadsheets take for figures and words, never for formulas or dates. */

type Cell = string | number;

/** By which spreadsheets know UTF-8. */
export const BYTE_ORDER_MARK = "\ufeff";

const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
const FIGURE = /^[0-9][0-9\s.,:/-]*([eE][0-9]+)?$/;
const QUOTED = /[",\r\n]/;

/** A cell: numbers plain and whole, words such that spreadsheets leave them as they are. */
export function cell(value: Cell): string {
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  const safe = FORMULA.test(value) || FIGURE.test(value) ? `'${value}` : value;
  return QUOTED.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A line of cells, with its end. */
export function line(cells: Cell[]): string {
  return `${cells.map(cell).join(",")}\r\n`;
}
