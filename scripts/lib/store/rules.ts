// What a store's reviewers ask of a package, and what we ask. Each fault is one sentence.
import type { Facts } from './facts.ts';
import type { Target } from './targets.ts';

export interface Package {
  /** Path in the zip -> content. */
  files: Readonly<Record<string, Uint8Array>>;
  zipBytes: number;
}

export const MOST_BYTES = 5_000_000;
const ICONS = [16, 32, 48, 128];

const NOT_SHIPPED =
  /(^|\/)(\.[^/]*|tests?|fixtures|practice|node_modules)(\/|$)|\.(test|spec)\.|\.(map|ts|tsx|md|orig)$/;
const TEXT = /\.(js|html|css|json)$/;
/** Code that would be loaded from elsewhere. Links to pages are none. */
const REMOTE_CODE = [
  /https?:\/\/[^\s"'`<>)]*\.(?:m?js|wasm|css)(?=["'`\s<>)?#])/,
  /https?:\/\/[^\s"'`<>)]*(?:tfhub\.dev|storage\.googleapis|jsdelivr|unpkg|cdnjs)/,
  /\b(?:import|importScripts)\(\s*["'`](?:https?:)?\/\//,
  /<(?:script|link)[^>]+(?:src|href)=["']?(?:https?:)?\/\//,
];

/** Markup or code that is made of text, which reviewers ask about. */
const CODE_OF_TEXT = [
  /(?<![\w$.])eval\(/,
  /(?<![\w$.])Function\(/,
  /\.(?:inner|outer)HTML\s*\+?=(?!=)/,
  /\.insertAdjacentHTML\(/,
  /\bdocument\.write(?:ln)?\(/,
];

interface Manifest {
  [key: string]: unknown;
  name?: string;
  description?: string;
  version?: string;
  version_name?: string;
  default_locale?: string;
  icons?: Record<string, string>;
  permissions?: string[];
}

export function faultsOf({ files, zipBytes }: Package, target: Target, facts: Facts): string[] {
  const text = (file: string) => (files[file] ? Buffer.from(files[file]).toString('utf8') : null);
  let manifest: Manifest;
  try {
    manifest = JSON.parse(text('manifest.json') ?? '');
  } catch {
    return ['manifest.json is missing or does not parse.'];
  }
  const scripts = Object.keys(files)
    .filter((file) => file.endsWith('.js'))
    .map((file) => text(file) ?? '')
    .join('\n');
  return [
    ...manifestFaults(manifest, files, target),
    ...target.faultsOf(manifest),
    ...wordFaults(manifest, text, Object.keys(files), target, facts),
    ...fileFaults(Object.keys(files), text),
    ...permissionFaults(manifest.permissions ?? [], scripts, target, facts),
    ...versionFaults(manifest, target, facts),
    ...(zipBytes > MOST_BYTES ? [`The zip has ${zipBytes} bytes, and ${MOST_BYTES} are the most.`] : []),
  ];
}

function manifestFaults(manifest: Manifest, files: Package['files'], { keys }: Target): string[] {
  const unknown = Object.keys(manifest).filter((key) => !keys.includes(key));
  const icons = ICONS.filter((size) => {
    const png = files[manifest.icons?.[size] ?? ''];
    // The width and the height of a PNG stand in bytes 16 to 23.
    return (
      !png ||
      [16, 20].some(
        (at) =>
          Buffer.from(png)
            .subarray(at, at + 4)
            .toString('hex') !== hex(size),
      )
    );
  });
  const missing = [...JSON.stringify(manifest).matchAll(/"([\w./-]+\.(?:html|js|json|png))"/g)]
    .map(([, file = '']) => file)
    .filter((file, i, all) => !files[file] && all.indexOf(file) === i);
  return [
    ...(manifest.manifest_version === 3 ? [] : ['manifest.json is not of version 3.']),
    ...unknown.map((key) => `The store does not know "${key}" in manifest.json.`),
    ...icons.map((size) => `There is no icon of ${size} by ${size} pixels.`),
    ...missing.map((file) => `manifest.json names ${file}, which is not there.`),
  ];
}

const hex = (value: number) => value.toString(16).padStart(8, '0');

function wordFaults(
  manifest: Manifest,
  text: (file: string) => string | null,
  files: readonly string[],
  { longest }: Target,
  { listings }: Facts,
): string[] {
  const languages = files.flatMap((file) => /^_locales\/(\w+)\/messages\.json$/.exec(file)?.[1] ?? []);
  const named = [...new Set(JSON.stringify(manifest).match(/__MSG_\w+?__/g) ?? [])].map((mark) => mark.slice(6, -2));
  const faults = languages.includes(manifest.default_locale ?? '')
    ? []
    : [`There are no words in ${manifest.default_locale}, the language of manifest.json.`];
  for (const language of languages) {
    const words = JSON.parse(text(`_locales/${language}/messages.json`) ?? '{}');
    const say = (key: 'name' | 'description') =>
      (manifest[key] ?? '').replace(/__MSG_(\w+?)__/g, (_, name: string) => words[name]?.message ?? '');
    for (const name of named.filter((one) => !words[one]?.message))
      faults.push(`manifest.json asks for ${name}, which ${language} does not say.`);
    for (const key of ['name', 'description'] as const) {
      const { length } = say(key);
      if (length > longest[key])
        faults.push(`The ${key} in ${language} has ${length} characters, and ${longest[key]} are the most.`);
    }
    const listing = listings[language]?.trim().length ?? 0;
    if (listing === 0) faults.push(`docs/store/listing/${language}.md is missing or empty.`);
    if (listing > longest.listing)
      faults.push(`docs/store/listing/${language}.md has ${listing} characters, and ${longest.listing} are the most.`);
  }
  return faults;
}

function fileFaults(files: readonly string[], text: (file: string) => string | null): string[] {
  return files.flatMap((file) => {
    if (NOT_SHIPPED.test(file)) return [`${file} does not belong into the package.`];
    if (!TEXT.test(file)) return [];
    const content = text(file) ?? '';
    const firstOf = (patterns: readonly RegExp[]) =>
      patterns.map((pattern) => pattern.exec(content)?.[0]).find((found) => found !== undefined);
    const remote = firstOf(REMOTE_CODE);
    const ofText = file.endsWith('.js') ? firstOf(CODE_OF_TEXT) : undefined;
    return [
      ...(/[#@] ?sourceMappingURL=/.test(content) ? [`${file} has a source map.`] : []),
      ...(remote === undefined ? [] : [`${file} names code elsewhere: ${remote.slice(0, 100)}.`]),
      ...(ofText === undefined ? [] : [`${file} makes code or markup of text: ${ofText}.`]),
      ...(content.length > MOST_BYTES ? [`${file} is too long to be read by a reviewer's tools.`] : []),
    ];
  });
}

/** A reviewer has to see the use of each: in the package, in what users are told, and in the form with the file of its code. */
function permissionFaults(asked: readonly string[], scripts: string, { uses }: Target, facts: Facts): string[] {
  return asked.flatMap((permission) => {
    const use = uses[permission];
    if (!use) return [`Nobody has said how a use of the permission ${permission} looks.`];
    const row = rowOf(facts.form, permission);
    const files = [...(row ?? '').matchAll(/`(src\/[^`]+)`/g)].map(([, file = '']) => file);
    return [
      ...(use.test(scripts) ? [] : [`The permission ${permission} is not used.`]),
      ...(rowOf(facts.privacy, permission) ? [] : [`PRIVACY.md does not explain the permission ${permission}.`]),
      ...(row ? [] : [`docs/store/privacy.md does not explain the permission ${permission}.`]),
      ...(!row || files.some((file) => use.test(facts.source(file) ?? ''))
        ? []
        : [`docs/store/privacy.md names no file in which the permission ${permission} is used.`]),
    ];
  });
}

/** Of a Markdown table, the row that begins with it. */
const rowOf = (markdown: string, name: string) =>
  markdown.split('\n').find((line) => line.startsWith(`| \`${name}\` |`));

/** Manifests take numbers alone: 1.0.0-rc is 1.0.0 there, and named in full beside it where a browser knows such a name. */
function versionFaults({ version, version_name }: Manifest, { keys }: Target, facts: Facts): string[] {
  const numbers = facts.version.replace(/-.*$/, '');
  const [, newest] = /^## (\S+)/m.exec(facts.changelog) ?? [];
  return [
    ...(/^\d{1,5}(\.\d{1,5}){0,3}$/.test(version ?? '') && version === numbers
      ? []
      : [`package.json is of version ${facts.version}, and manifest.json of ${version}.`]),
    ...(!keys.includes('version_name') || (version_name ?? version) === facts.version
      ? []
      : [`manifest.json names its version ${version_name ?? version}, and package.json ${facts.version}.`]),
    ...(newest === facts.version
      ? []
      : [`CHANGELOG.md begins with ${newest}, and package.json is of version ${facts.version}.`]),
  ];
}
