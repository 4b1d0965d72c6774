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

const FORMULA_SIGN = /[=+\-@＝＋－＠]/;
/** What would end a cell, were a spreadsheet's separator another. */
const SEPARATOR = /[,;\t\r\n|"]/;
const SKIPPED = /[\s"']/;

/** An apostrophe stands before what a spreadsheet may take for a formula: at the start of a cell, or after what would end one. Takes linear time. */
function withoutFormulas(text: string): string {
  const reversed: string[] = [];
  // Does the rest of the text begin with a formula's sign, after blanks and quotes?
  let isFormula = false;
  for (let i = text.length - 1; i >= 0; i--) {
    const unit = text.charAt(i);
    // Before a blank or a quote at the very start there will be an apostrophe.
    if (isFormula && SEPARATOR.test(unit) && (i > 0 || !SKIPPED.test(unit))) reversed.push("'");
    reversed.push(unit);
    isFormula = FORMULA_SIGN.test(unit) || (isFormula && SKIPPED.test(unit));
  }
  return (isFormula || /^\s/.test(text) ? "'" : '') + reversed.reverse().join('');
}

/** Numbers are ours. Text may come from a call's page. */
function quoted(cell: Cell, decimal: Decimal): string {
  if (typeof cell === 'number') return `"${String(cell).replace('.', decimal)}"`;
  return `"${withoutFormulas(cell ?? '').replaceAll('"', '""')}"`;
}
