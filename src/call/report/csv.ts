// One line of a table for spreadsheets and programs (RFC 4180).

export type Cell = string | number | null;

/** @param quotesAll puts every cell in quotes, otherwise only those that need them. @returns the line with its end. */
export function csvLine(cells: readonly Cell[], quotesAll = false): string {
  return `${cells.map((cell) => quoted(cellText(cell), quotesAll)).join(',')}\r\n`;
}

/** Numbers are ours; text may come from elsewhere, and what a spreadsheet would take for a formula gets an apostrophe before it. */
function cellText(cell: Cell): string {
  if (typeof cell !== 'string') return cell === null ? '' : String(cell);
  return /^[\s=+\-@＝＋－＠]/.test(cell) ? `'${cell}` : cell;
}

const quoted = (text: string, always: boolean) =>
  always || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
