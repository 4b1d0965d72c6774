// What a page shows when it cannot read what is stored: one sentence and the way to try again.
import { useT } from './context.ts';
import { Notice } from './Notice.tsx';

export function StorageFailure({ tryAgain }: { tryAgain: () => void }) {
  const t = useT();
  return (
    <Notice text={t('errorStorage')} alert>
      <button type="button" class="button" onClick={() => tryAgain()}>
        {t('tryAgain')}
      </button>
    </Notice>
  );
}
