// The policy of the try-it page on the web: that of the extension's pages.

interface Manifest {
  content_security_policy: { extension_pages: string };
}

/** As a page can carry it in itself; who may frame it can be said by its server alone. */
export function policyOfWebPages({ content_security_policy }: Manifest): string {
  const directives = content_security_policy.extension_pages.split('; ');
  return directives.filter((directive) => !directive.startsWith('frame-ancestors')).join('; ');
}

/** The policy comes before anything that it governs. */
export function withPolicy(html: string, policy: string): string {
  const charset = '<meta charset="utf-8">';
  if (!html.includes(charset)) throw new Error('The page does not begin as pages do.');
  return html.replace(charset, `${charset}\n    <meta http-equiv="Content-Security-Policy" content="${policy}">`);
}
