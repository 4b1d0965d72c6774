// What is particular to one store's package.

import { geckoFaults } from './gecko.ts';

export interface Target {
  /** More arguments for the build. */
  build: readonly string[];
  /** Characters. */
  longest: { name: number; description: number; listing: number };
  /** Keys that the store knows in a manifest. */
  keys: readonly string[];
  /** How each permission shows in scripts that use it; one that is not here must not be asked for. */
  uses: Readonly<Record<string, RegExp>>;
  /** What else this store asks of a manifest. */
  faultsOf(manifest: Readonly<Record<string, unknown>>): string[];
}

const USES = {
  // There is no function of that name: it gives the address of the tab in which the popup was opened.
  activeTab: /\btabs\.query\(\{\s*active:/,
  scripting: /\bscripting\.\w+\(/,
  storage: /\bstorage\.(local|session|sync|managed)\b/,
} as const;

export const TARGETS = {
  /** The Chrome Web Store and Edge Add-ons take the same file. */
  chrome: {
    build: [],
    longest: { name: 75, description: 132, listing: 16_000 },
    keys: [
      'action',
      'background',
      'commands',
      'content_scripts',
      'content_security_policy',
      'default_locale',
      'description',
      'externally_connectable',
      'host_permissions',
      'icons',
      'incognito',
      'manifest_version',
      'message_serialization',
      'minimum_chrome_version',
      'name',
      'optional_host_permissions',
      'options_ui',
      'permissions',
      'side_panel',
      'storage',
      'version',
      'version_name',
    ],
    uses: { ...USES, offscreen: /\boffscreen\.createDocument\(/, sidePanel: /\bsidePanel\b/ },
    faultsOf: () => [],
  },
  /** addons.mozilla.org. */
  firefox: {
    build: ['--browser', 'firefox'],
    longest: { name: 45, description: 132, listing: 15_000 },
    keys: [
      'action',
      'background',
      'browser_specific_settings',
      'commands',
      'content_scripts',
      'content_security_policy',
      'default_locale',
      'description',
      'host_permissions',
      'icons',
      'incognito',
      'manifest_version',
      'name',
      'optional_host_permissions',
      'options_ui',
      'permissions',
      'sidebar_action',
      'version',
    ],
    uses: USES,
    faultsOf: geckoFaults,
  },
} as const satisfies Record<string, Target>;
export type TargetName = keyof typeof TARGETS;
