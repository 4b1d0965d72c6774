// The top of every page: the mark, the name, and what the page shows.
import type { ComponentChildren } from 'preact';
import { Brand } from './Brand.tsx';
import { useT } from './context.ts';

interface Props {
  /** What stands under the name; nothing where the page has a heading of its own. */
  subject?: string | undefined;
  /** What stands at the other end. */
  children?: ComponentChildren;
}

export function Header({ subject, children }: Props) {
  const t = useT();
  return (
    <header>
      <Brand size={32} />
      <p class="title">
        <strong>{t('extName')}</strong>
        {subject && <span>{subject}</span>}
      </p>
      {children}
    </header>
  );
}
