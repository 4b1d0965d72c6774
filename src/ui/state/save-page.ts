// A report as one file of its own: what is shown, the sheets it is shown with, no script and nothing from elsewhere.

/** Served beside the page. */
const SHEETS = ['ui.css', 'report.css'];

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** @param article as it stands on the page; what it marks as for the screen is left out. */
export async function savedPage(article: Element, title: string): Promise<string> {
  const sheets = await Promise.all(SHEETS.map(async (sheet) => (await fetch(sheet)).text()));
  const copy = article.cloneNode(true) as Element;
  for (const control of copy.querySelectorAll('[data-screen]')) control.remove();
  const { lang, dir } = document.documentElement;
  return `<!doctype html>
<html lang="${lang}"${dir ? ` dir="${dir}"` : ''} class="report-page">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(title)}</title>
<style>
${sheets.join('\n').replaceAll('</', '<\\/')}
</style>
</head>
<body>
<main>
${copy.outerHTML}
</main>
</body>
</html>
`;
}
