/** Tables as comma-separated values, which spreadsheets take for figures and words and never for formulas. */

type Cell = string | number;

const FORMULA = /^[=+\-@\t\r]/;
const QUOTED = /[",\r\n]/;

/** A cell: numbers plain and whole, words such that no spreadsheet reckons with them. */
export function cell(value: Cell): string {
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return QUOTED.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A line of cells, with its end. */
export function line(cells: Cell[]): string {
  return `${cells.map(cell).join(",")}\r\n`;
}
