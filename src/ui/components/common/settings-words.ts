// The words for what settings can be, wherever they can be chosen.

import type { Settings } from '../../../call/settings.ts';
import type { MessageKey } from '../../../i18n/t.ts';

/** Of each mode its name and what it means. */
export const MODE_WORDS = {
  individual: ['modeIndividual', 'modeIndividualHint'],
  group: ['modeGroup', 'modeGroupHint'],
  'movements-each': ['modeMovementsEach', 'modeMovementsEachHint'],
  movements: ['modeMovements', 'modeMovementsHint'],
  self: ['modeSelf', 'modeSelfHint'],
} as const satisfies Record<Settings['mode'], readonly MessageKey[]>;

export const BACKEND_WORDS = {
  auto: 'chooseAuto',
  wasm: 'chooseWasm',
  webgl: 'chooseWebgl',
  webgpu: 'chooseWebgpu',
  tfjs: 'chooseTfjs',
} as const satisfies Record<Settings['backend'], MessageKey>;
