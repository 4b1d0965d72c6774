// What is particular to one store's package.

export interface Target {
  /** More arguments for the build. */
  build: readonly string[];
  /** Keys that the store knows in a manifest. */
  keys: readonly string[];
  /** How each permission shows in scripts that use it; one that is not here must not be asked for. */
  uses: Readonly<Record<string, RegExp>>;
}

export const TARGETS = {
  /** The Chrome Web Store and Edge Add-ons take the same file. */
  chrome: {
    build: [],
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
    uses: {
      // There is no function of that name: it gives the address of the tab in which the popup was opened.
      activeTab: /\btabs\.query\(\{\s*active:/,
      offscreen: /\boffscreen\.createDocument\(/,
      scripting: /\bscripting\.\w+\(/,
      sidePanel: /\bsidePanel\b/,
      storage: /\bstorage\.(local|session|sync|managed)\b/,
    },
  },
} as const satisfies Record<string, Target>;
export type TargetName = keyof typeof TARGETS;
