// Finds the adapter for a page.
import { meet } from './meet.ts';
import type { Platform } from './platform.ts';

export const PLATFORMS: readonly Platform[] = [meet];

export function platformOf(url: URL): Platform | null {
  return PLATFORMS.find((p) => p.matches(url)) ?? null;
}
