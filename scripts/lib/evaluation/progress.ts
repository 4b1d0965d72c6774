// How far a long run has come, on standard error: one line that changes in a terminal, elsewhere a line every tenth.

/** @param before how many were done when this was last called. */
export function showProgress(what: string, before: number, done: number, all: number): void {
  const line = `${what}: ${done} of ${all}`;
  if (process.stderr.isTTY) process.stderr.write(`${clearLine()}${line}${done === all ? '\n' : ''}`);
  else if (Math.floor((10 * done) / all) > Math.floor((10 * before) / all)) console.error(line);
}

/** What to write before a message so that it does not mix with the line of progress. */
export function clearLine(): string {
  return process.stderr.isTTY ? '\r\x1b[K' : '';
}
