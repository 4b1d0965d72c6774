// Names the colours that are on show, so that none carries a meaning alone.

import { wordFor } from '../../../i18n/words.ts';
import type { Dot } from '../../../theme/dots.ts';
import { useT } from './context.ts';
import { Glyph } from './Glyph.tsx';

export function Legend({ dots }: { dots: readonly Dot[] }) {
  const t = useT();
  return (
    <ul class="legend">
      {[...new Set(dots)].map((dot) => (
        <li key={dot ?? 'none'}>
          <Glyph dot={dot} size={16} />
          {wordFor(dot, t)}
        </li>
      ))}
    </ul>
  );
}
