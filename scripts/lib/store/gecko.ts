// What addons.mozilla.org asks of a manifest, and Chromium's stores do not.

/** The first Firefox that asks for `data_collection_permissions` on every system. */
export const MIN_FIREFOX = '142.0';
const ID = /^(\{[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\}|[\w.-]*@[\w.-]+)$/i;
const LONGEST_ID = 80;
/** As docs/store/privacy.md says. */
const COLLECTED = { required: ['none'] };

interface Gecko {
  id?: string;
  strict_min_version?: string;
  data_collection_permissions?: unknown;
}

export function geckoFaults(manifest: Readonly<Record<string, unknown>>): string[] {
  const { browser_specific_settings, background, incognito } = manifest;
  const {
    id = '',
    strict_min_version,
    data_collection_permissions,
  }: Gecko = (browser_specific_settings as { gecko?: Gecko } | undefined)?.gecko ?? {};
  const { service_worker, scripts = [] } = (background ?? {}) as { service_worker?: string; scripts?: string[] };
  return [
    ...(ID.test(id) && id.length <= LONGEST_ID ? [] : [`manifest.json has no id that Firefox takes: "${id}".`]),
    ...(Number.parseInt(strict_min_version ?? '', 10) >= Number.parseInt(MIN_FIREFOX, 10)
      ? []
      : [`strict_min_version is ${strict_min_version}, and ${MIN_FIREFOX} is the least.`]),
    ...(JSON.stringify(data_collection_permissions) === JSON.stringify(COLLECTED)
      ? []
      : ['data_collection_permissions says something else than that nothing is collected.']),
    ...(service_worker === undefined && scripts.length > 0 ? [] : ['Firefox runs background.scripts alone.']),
    ...(incognito === 'split' ? ['Firefox has no "split" private windows.'] : []),
  ];
}
