// Tells whether an address is one of those that the manifest names, as the browser itself would.

/** A match pattern of the manifest as a test of an address; patterns for files and any scheme do not occur there. */
export function matches(pattern: string, address: string): boolean {
  const [, scheme, host, path] = /^(\*|https?):\/\/([^/]+)(\/.*)$/.exec(pattern) ?? [];
  if (!scheme || !host || !path) return false;
  const literally = (text: string) => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  const hosts =
    host === '*' ? '[^/]+' : host.startsWith('*.') ? `([^/]+\\.)?${literally(host.slice(2))}` : literally(host);
  return new RegExp(`^${scheme === '*' ? 'https?' : scheme}://${hosts}${literally(path)}$`).test(address);
}
