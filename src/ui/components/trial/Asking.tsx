// The three questions on the page itself, where no other page asks them: answered before anybody is read.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Answers } from '../../../call/consent/answers.ts';
import { modesOffered } from '../../../call/consent/rules.ts';
import { useT } from '../common/context.ts';
import { complete, Questions, StatementBox } from '../welcome/Questions.tsx';

interface Props {
  initial: Answers | null;
  answer: (answers: Answers) => void;
}

export function Asking({ initial, answer }: Props) {
  const t = useT();
  const [given, change] = useState<Partial<Answers>>(initial ?? {});
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const answers = complete(given);
  const others = answers && modesOffered(answers).find(({ mode }) => mode === 'individual');
  return (
    <form
      class="asking"
      aria-labelledby="asking-title"
      onSubmit={(event) => {
        event.preventDefault();
        if (answers) answer(answers);
      }}
    >
      <h2 id="asking-title" class="large" ref={title} tabIndex={-1}>
        {t('welcomeTitle')}
      </h2>
      <p class="hint">{t('welcomeLead')}</p>
      <Questions given={given} change={change} />
      <StatementBox given={given} change={change} />
      <p class="hint" role="status">
        {others && !others.offered && `${t('maySelf')} ${t(others.reason)}`}
      </p>
      <button type="submit" class="button primary" disabled={!answers}>
        {t(initial ? 'saveAnswersAgain' : 'saveAnswers')}
      </button>
    </form>
  );
}
