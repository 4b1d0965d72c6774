// Says where the reading happens and how hard the machine works for it, for those who ask.
import type { Snapshot } from '../../../call/snapshot.ts';
import { useT } from '../common/context.ts';
import { DocumentLinks } from '../common/DocumentLinks.tsx';

export const BACKEND_NAMES = {
  wasm: 'backendWasm',
  webgl: 'backendWebgl',
  webgpu: 'backendWebgpu',
  tfjs: 'backendTfjs',
} as const;

interface Props {
  snapshot: Snapshot | null;
  /** False where the page itself offers it. */
  offerTrial: boolean;
  /** Absent while there is nothing to report. */
  openReport?: (() => void) | undefined;
  openSettings: () => void;
  /** The popup has no room for links to the documents; settings and panel lead there. */
  documents: boolean;
  /** Opens the side panel; absent where there is none, or in it. */
  openPanel?: (() => void) | undefined;
}

export function Footer({ snapshot, offerTrial, openReport, openSettings, documents, openPanel }: Props) {
  const t = useT();
  const on = snapshot?.phase === 'on' ? snapshot : null;
  const stats = on
    ? [
        on.backend &&
          (on.replaced
            ? t('backendInstead', [t(BACKEND_NAMES[on.backend]), t(BACKEND_NAMES[on.replaced])])
            : t(BACKEND_NAMES[on.backend])),
        on.tickMs && t('statTick', [Math.round(on.tickMs.median)]),
        t('statPace', [Math.round(on.paceMs / 100) / 10]),
        ...on.backends.flatMap(({ backend, leftOut }) =>
          leftOut === 'wrong' ? [t('backendWrong', [t(BACKEND_NAMES[backend])])] : [],
        ),
      ].filter(Boolean)
    : [];
  return (
    <footer>
      <p>
        {t('modeLocal')}
        {stats.length > 0 && <span class="stats">{stats.join(' · ')}</span>}
      </p>
      <nav>
        {openPanel && (
          <button type="button" class="plain" onClick={openPanel}>
            {t('openPanel')}
          </button>
        )}
        {openReport && (
          <button type="button" class="plain" onClick={openReport}>
            {t('openReport')}
          </button>
        )}
        <button type="button" class="plain" onClick={openSettings}>
          {t('openSettings')}
        </button>
        {offerTrial && (
          <a href="tryit.html" target="_blank" rel="noreferrer">
            {t('openTryIt')}
          </a>
        )}
      </nav>
      {documents && <DocumentLinks answers />}
    </footer>
  );
}
