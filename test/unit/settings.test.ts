// What holds of what is stored, and that an organisation can force exactly what there is to set.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { guard } from '../../src/call/schemas/base.ts';
import {
  BADGE_STYLES,
  CLASSES,
  DEFAULT_SETTINGS,
  FIELDS,
  GROUP_LEASTS,
  LANGUAGES,
  LIMITS,
  MODES,
  RETENTIONS,
  SETTING_KEYS,
  type Settings,
  settle,
} from '../../src/call/settings.ts';
import { BACKENDS } from '../../src/engine/types.ts';
import { root } from '../support/models.ts';

interface Property {
  type: 'boolean' | 'integer' | 'number' | 'string';
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  description: string;
}

describe('what holds', () => {
  it('is the defaults where nothing is stored', () => {
    expect(settle({}, {})).toEqual({ settings: DEFAULT_SETTINGS, forced: [], disabled: false });
  });

  it('is what somebody has chosen', () => {
    const own = { mode: 'self', share: 1, paceMs: 100, retentionDays: 0, badges: false, backend: 'webgl' } as const;
    expect(settle(own, {}).settings).toEqual({ ...DEFAULT_SETTINGS, ...own });
  });

  it.each<[keyof Settings, unknown[]]>([
    ['mode', ['everyone', 1, null, undefined, ['self']]],
    ['badges', ['yes', 1, null]],
    ['badgeStyle', ['huge']],
    ['share', [0, 0.04, 1.01, Number.NaN, '0.5', Number.POSITIVE_INFINITY]],
    ['paceMs', [99, 5001, '160']],
    ['smoothingMs', [0, 5001]],
    ['unclearBelow', [0.1, 0.91]],
    ['classes', ['eight', 'toString']],
    ['language', ['xx', '']],
    ['history', [0]],
    ['retentionDays', [8, -1, '7']],
    ['backend', ['cpu']],
  ])('is the default of %s where what is stored makes no sense', (key, values) => {
    for (const value of values) {
      expect(settle({ [key]: value }, {}).settings, String(value)).toEqual(DEFAULT_SETTINGS);
      const { settings, forced } = settle({}, { [key]: value });
      expect({ settings, forced }, String(value)).toEqual({ settings: DEFAULT_SETTINGS, forced: [] });
    }
  });

  it('is what an organisation has set, whatever one has chosen oneself', () => {
    const { settings, forced } = settle(
      { mode: 'individual', badges: true, share: 0.5 },
      { mode: 'group', badges: false },
    );
    expect(settings).toEqual({ ...DEFAULT_SETTINGS, mode: 'group', badges: false, share: 0.5 });
    expect(forced).toEqual(['mode', 'badges']);
  });

  it('is one’s own choice where what an organisation has set makes no sense', () => {
    const { settings, forced } = settle({ mode: 'self' }, { mode: 'nobody', share: 7 });
    expect(settings).toEqual({ ...DEFAULT_SETTINGS, mode: 'self' });
    expect(forced).toEqual([]);
  });

  it('is off only where an organisation says so plainly', () => {
    expect(settle({ disabled: true }, {}).disabled).toBe(false);
    expect(settle({}, { disabled: 'true' }).disabled).toBe(false);
    expect(settle({}, { disabled: true }).disabled).toBe(true);
  });
});

describe('what an organisation can force', async () => {
  const schema = JSON.parse(await readFile(path.join(root, 'managed-schema.json'), 'utf8'));
  const properties: Record<string, Property> = schema.properties;

  it('is every setting, and to switch Roomtone off', () => {
    expect(schema.type).toBe('object');
    expect(Object.keys(properties).sort()).toEqual([...SETTING_KEYS, 'disabled'].sort());
  });

  it.each(SETTING_KEYS)('is said of %s as it holds', (key) => {
    const { type, enum: values, minimum, maximum, description } = properties[key] as Property;
    const { fallback } = FIELDS[key];
    const holds = guard<unknown>(FIELDS[key].schema);
    expect(description).not.toBe('');
    expect(type === 'integer' || type === 'number' ? 'number' : type).toBe(typeof fallback);
    if (type === 'integer') expect(Number.isInteger(fallback)).toBe(true);
    // The browser bounds whole numbers only.
    if (type === 'integer' && !values) expect([minimum, maximum]).toEqual(LIMITS[key as keyof typeof LIMITS]);
    for (const value of values ?? []) expect(holds(value)).toBe(value);
    if (values) expect(values).toContain(fallback);
    // Where there are few values, all of them are there.
    else expect(type === 'string').toBe(false);
  });

  it('has the same choices, one by one', () => {
    const choices = Object.fromEntries(Object.entries(properties).flatMap(([k, p]) => (p.enum ? [[k, p.enum]] : [])));
    expect(choices).toEqual({
      mode: MODES,
      groupLeast: GROUP_LEASTS,
      badgeStyle: BADGE_STYLES,
      classes: Object.keys(CLASSES),
      language: ['auto', ...LANGUAGES],
      retentionDays: RETENTIONS,
      backend: ['auto', ...BACKENDS],
    });
  });
});
