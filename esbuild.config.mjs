// The one build: src/, models/, icons/ and the detector's weights become dist/ and the zip for the store, or the try-it page alone for the web.
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { zipSync } from 'fflate';
import { register } from 'tsx/esm/api';

register();
const { writeDocuments } = await import('./scripts/lib/documents.ts');
const { shippedDetector } = await import('./harness/models.ts');
const { forFirefox, withSites } = await import('./scripts/lib/manifest.ts');
const { kernelFile } = await import('./harness/kernels.ts');
const { MIN_FIREFOX } = await import('./scripts/lib/store/gecko.ts');
const { licences } = await import('./scripts/lib/licences.ts');
const { onlyOurOperations } = await import('./scripts/lib/tfjs-operations.ts');
const { policyOfWebPages, withPolicy } = await import('./scripts/lib/web.ts');

const USAGE = `Usage: npm run build [-- --browser chromium|firefox|web --outdir FOLDER --zip FILE --dev]

Builds the extension, or with "web" the try-it page alone.

--browser  for which it is (default chromium)
--outdir   where to (default dist, dist-firefox or dist-try)
--zip      packs it into this file (default out/roomtone-VERSION.zip)
--dev      with source maps, and not made small`;

const root = import.meta.dirname;
const { values } = parseArgs({
  options: {
    outdir: { type: 'string' },
    browser: { type: 'string', default: 'chromium' },
    zip: { type: 'string' },
    dev: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(USAGE);
  process.exit();
}
const inRoot = (...parts) => path.join(root, ...parts);
const entries = (folder, ...files) =>
  Object.fromEntries(files.map((file) => [file.replace(/\.tsx?$/, ''), inRoot('src', folder, file)]));
const pages = {
  ...entries('ui/pages', 'options.tsx', 'popup.tsx', 'report.tsx', 'sidepanel.tsx', 'tryit.tsx', 'welcome.tsx'),
  ...entries('entrypoints', 'practice.tsx'),
};
/** What is built: into which folder, for which browsers, from which entries; `host` is what runs the engine. */
const TARGETS = {
  chromium: {
    folder: 'dist',
    target: 'chrome148',
    scripts: { ...entries('entrypoints', 'background.ts', 'content.ts'), ...pages },
    host: entries('entrypoints', 'offscreen.ts'),
  },
  firefox: {
    folder: 'dist-firefox',
    target: `firefox${MIN_FIREFOX}`,
    scripts: { ...entries('entrypoints', 'content.ts'), ...pages },
    host: { background: inRoot('src/entrypoints/background-page.ts') },
  },
  web: {
    folder: 'dist-try',
    target: ['chrome148', `firefox${MIN_FIREFOX}`, 'safari18'],
    scripts: { tryit: inRoot('src/ui/pages/tryit-web.tsx') },
    host: entries('entrypoints', 'engine-host.ts'),
  },
};
const { folder, target, scripts: scriptEntries, host: hostEntries } = TARGETS[values.browser];
const isFirefox = values.browser === 'firefox';
const dist = path.resolve(root, values.outdir ?? folder);

/** Store review searches the package for addresses of code; libraries carry some for ways of loading that we do not use. */
const REMOTE =
  /https?:\/\/[^\s"'`]*(?:tfhub\.dev|storage\.googleapis|jsdelivr|unpkg|cdnjs)[^\s"'`]*|https:\/\/tfhub\.dev/g;

const withoutRemoteAddresses = {
  name: 'without-remote-addresses',
  setup(b) {
    b.onLoad({ filter: /node_modules[\\/]@tensorflow[\\/].*\.js$/ }, async ({ path: file }) => ({
      contents: (await readFile(file, 'utf8')).replace(REMOTE, ''),
      loader: 'js',
    }));
  },
};

/** Preact can set markup from strings, which stores ask about; here it is set as text. */
const withoutMarkup = {
  name: 'without-markup',
  setup(b) {
    b.onLoad({ filter: /node_modules[\\/]preact[\\/]dist[\\/]preact\.mjs$/ }, async ({ path: file }) => {
      const [before, after, ...more] = (await readFile(file, 'utf8')).split(/\.innerHTML=/);
      if (after === undefined || more.length > 0) throw new Error('Preact sets markup elsewhere than it did.');
      return { contents: `${before}.textContent=${after}`, loader: 'js' };
    });
  },
};

// One line for what went wrong; esbuild has printed its own.
process.on('uncaughtException', ({ message }) => {
  console.error(message.split('\n')[0]);
  process.exit(1);
});

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });

const options = {
  absWorkingDir: root,
  metafile: true,
  outdir: dist,
  bundle: true,
  target,
  minify: !values.dev,
  sourcemap: values.dev ? 'inline' : false,
  legalComments: 'none',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  define: { 'process.env.NODE_ENV': '"production"' },
  // TensorFlow.js asks for these when it runs in Node; in a browser it never gets there.
  external: ['fs', 'path', 'os', 'worker_threads', 'perf_hooks', 'util', 'crypto'],
  plugins: [onlyOurOperations, withoutRemoteAddresses, withoutMarkup],
  logLevel: 'warning',
};
const scripts = await build({
  ...options,
  format: 'iife',
  entryPoints: { 'engine-worker': inRoot('src/entrypoints/engine-worker.ts'), ...scriptEntries },
});
// In modules, so that TensorFlow.js is a file of its own that is read once somebody asks for it.
const host = await build({
  ...options,
  format: 'esm',
  splitting: true,
  chunkNames: 'engine-[hash]',
  entryPoints: hostEntries,
});

await cp(inRoot('icons'), path.join(dist, 'icons'), { recursive: true, filter: (f) => !f.endsWith('.svg') });
for (const file of ['model.json', 'weights.bin'])
  await cp(inRoot('models/expression', file), path.join(dist, 'models/expression', file));
await writeDocuments(root, dist);
await writeFile(path.join(dist, 'licences.txt'), await licences(root, [scripts.metafile, host.metafile]));
await mkdir(path.join(dist, 'wasm'));
for (const file of ['kernels-relaxed.wasm', 'kernels.wasm'])
  await writeFile(path.join(dist, 'wasm', file), await kernelFile(file));

for (const [name, range] of Object.entries({ detector: 'short', 'detector-full-range': 'full' })) {
  const { modelJson, weights } = await shippedDetector(range);
  await mkdir(path.join(dist, 'models', name), { recursive: true });
  await writeFile(path.join(dist, 'models', name, 'model.json'), JSON.stringify(modelJson));
  await writeFile(path.join(dist, 'models', name, 'weights.bin'), weights);
}

if (values.browser === 'web') await writeWebPages();
else await writeExtension();

/** The pages that belong to the extension, its manifest and its zip. */
async function writeExtension() {
  const forAll = withSites(JSON.parse(await readFile(inRoot('manifest.json'), 'utf8')));
  const manifest = isFirefox ? forFirefox(forAll) : forAll;
  await writeFile(path.join(dist, 'manifest.json'), JSON.stringify(manifest, null, 2));
  if (!isFirefox) await cp(inRoot('managed-schema.json'), path.join(dist, 'managed-schema.json'));
  if (!isFirefox) await cp(inRoot('src/entrypoints/offscreen.html'), path.join(dist, 'offscreen.html'));
  await cp(inRoot('_locales'), path.join(dist, '_locales'), { recursive: true });
  for (const file of await readdir(inRoot('src/ui/pages')))
    if (/\.(html|css)$/.test(file)) await cp(inRoot('src/ui/pages', file), path.join(dist, file));

  const files = {};
  for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const bytes = new Uint8Array(await readFile(file));
    // A fixed date makes the same sources give the same zip.
    files[path.relative(dist, file).split(path.sep).join('/')] = [bytes, { mtime: new Date('2026-01-01T00:00:00') }];
    const remote = /\.(js|html|json|css)$/.test(entry.name) && Buffer.from(bytes).toString('utf8').match(REMOTE);
    if (remote) throw new Error(`${path.relative(root, file)} names remote code: ${remote[0]}`);
  }
  const zip = zipSync(Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))), { level: 9 });
  const packed = path.resolve(root, values.zip ?? `out/roomtone-${isFirefox ? 'firefox-' : ''}${manifest.version}.zip`);
  await mkdir(path.dirname(packed), { recursive: true });
  await writeFile(packed, zip);
}

/** The try-it page as the folder's own, and a policy in every page: no server need send one. */
async function writeWebPages() {
  await cp(inRoot('src/ui/pages/tryit.html'), path.join(dist, 'index.html'));
  for (const file of ['ui.css', 'welcome.css', 'report.css', 'documents.css'])
    await cp(inRoot('src/ui/pages', file), path.join(dist, file));
  // Some hosts serve no folder whose name begins with an underscore.
  await cp(inRoot('_locales'), path.join(dist, 'locales'), { recursive: true });
  const policy = policyOfWebPages(JSON.parse(await readFile(inRoot('manifest.json'), 'utf8')));
  for (const file of await readdir(dist)) {
    const page = path.join(dist, file);
    if (file.endsWith('.html')) await writeFile(page, withPolicy(await readFile(page, 'utf8'), policy));
  }
}
