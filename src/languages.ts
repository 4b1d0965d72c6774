// The languages that Roomtone speaks: one folder of _locales each.
export const LANGUAGES = ['en'] as const;
export type Language = (typeof LANGUAGES)[number];
