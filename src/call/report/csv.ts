// One line of a table for spreadsheets and programs (RFC 4180).

export type Cell = string | number | null;
export type Decimal = '.' | ',';

/** As it stands between the digits 0 to 9, in which tables are written. @param language a tag, such as 'de-AT'; undefined for the browser's own. */
export function decimalSign(language: string | undefined): Decimal {
  const parts = new Intl.NumberFormat(language, { numberingSystem: 'latn' }).formatToParts(0.5);
  return parts.some(({ type, value }) => type === 'decimal' && value === ',') ? ',' : '.';
}

/** Every cell in quotes, so that none can end early. @param decimal where it is a comma, semicolons separate. @returns the line with its end. */
export function csvLine(cells: readonly Cell[], decimal: Decimal = '.'): string {
  return `${cells.map((cell) => quoted(cell, decimal)).join(decimal === ',' ? ';' : ',')}\r\n`;
}

/** What a spreadsheet may take for a formula, at the start of a cell or after what would end one, were its separator another. */
const FORMULA = /(^|[,;\t\r\n|"])(?=[\s"']*[=+\-@＝＋－＠])|^(?=\s)/gu;

/** Numbers are ours. Text may come from a call's page: an apostrophe before what could be a formula makes it text. */
function quoted(cell: Cell, decimal: Decimal): string {
  if (typeof cell === 'number') return `"${String(cell).replace('.', decimal)}"`;
  return `"${(cell ?? '').replace(FORMULA, "$1'").replaceAll('"', '""')}"`;
}
