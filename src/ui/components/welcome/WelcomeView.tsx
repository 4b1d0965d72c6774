// The page of three questions: what the user answers, what is offered then and what is not, and why.
import { useState } from 'preact/hooks';
import type { Answers } from '../../../call/consent/answers.ts';
import type { Mode } from '../../../call/consent/policy.ts';
import { modeFor, modesOffered, type Offer, type Reason } from '../../../call/consent/rules.ts';
import type { MessageKey } from '../../../i18n/t.ts';
import { useT } from '../common/context.ts';
import { DocumentLinks } from '../common/DocumentLinks.tsx';
import { Header } from '../common/Header.tsx';
import type { WelcomeCommands, WelcomeState } from '../common/welcome-link.ts';
import { Portraits } from '../practice/Portraits.tsx';
import { ModePicture } from './ModePicture.tsx';
import { complete, Questions, StatementBox } from './Questions.tsx';

const MODE_WORDS: Record<Mode, MessageKey> = {
  self: 'offerSelf',
  movements: 'offerMovements',
  'movements-each': 'offerMovementsEach',
  group: 'offerGroup',
  individual: 'offerIndividual',
};

function ModeText({ modes, reason }: { modes: readonly Mode[]; reason: Reason }) {
  const t = useT();
  return (
    <>
      <span class="mode-pictures">
        {modes.map((mode) => (
          <ModePicture key={mode} mode={mode} />
        ))}
      </span>
      <span class="mode-text">
        <strong>{modes.map((mode) => t(MODE_WORDS[mode])).join(' · ')}</strong>
        <span class="reason">{t(reason)}</span>
      </span>
    </>
  );
}

/** Says once what is refused for the same reason. */
function byReason(offers: readonly Offer[]): { reason: Reason; modes: Mode[] }[] {
  const reasons = [...new Set(offers.map(({ reason }) => reason))];
  return reasons.map((reason) => ({
    reason,
    modes: offers.filter((offer) => offer.reason === reason).map(({ mode }) => mode),
  }));
}

/** The way to the practice call, once it is known who may be read. */
function PracticeOffer() {
  const t = useT();
  return (
    <section class="practice-offer" aria-labelledby="practice-title">
      <Portraits />
      <h2 id="practice-title">{t('practiceTitle')}</h2>
      <p class="practice-lead">{t('practiceLead')}</p>
      <a class="button" href="practice.html" target="_blank" rel="noreferrer">
        {t('practiceOpen')}
      </a>
    </section>
  );
}

interface Props {
  initial: WelcomeState;
  save: WelcomeCommands['save'];
}

export function WelcomeView({ initial, save }: Props) {
  const t = useT();
  const [given, setGiven] = useState<Partial<Answers>>(initial.answers ?? {});
  // No mode is chosen beforehand for a user who has not chosen one yet.
  const [chosen, setChosen] = useState<Mode | null>(initial.answers || initial.forced ? initial.mode : null);
  const [outcome, setOutcome] = useState<'answersSaved' | 'saveFailed' | null>(null);
  const answers = complete(given);
  const offers = answers ? modesOffered(answers) : [];
  const may = offers.filter(({ offered }) => offered);
  const refused = offers.filter(({ offered }) => !offered);
  const only = may.length === 1 ? may[0]?.mode : undefined;
  const mode = only ?? may.find((offer) => offer.mode === chosen)?.mode ?? null;

  const change = (next: Partial<Answers>) => {
    setGiven(next);
    setOutcome(null);
  };
  const choose = (next: Mode) => {
    setChosen(next);
    setOutcome(null);
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!answers || !mode) return;
    // What an organisation has set holds, or less.
    const held = initial.forced ? (modeFor(initial.mode, answers) ?? mode) : mode;
    await save(answers, held).then(
      () => setOutcome('answersSaved'),
      () => setOutcome('saveFailed'),
    );
  };

  return (
    <div class="welcome-page">
      <Header />
      <main>
        <section class="intro">
          <h1>{t('welcomeTitle')}</h1>
          <p>{t('welcomeLead')}</p>
        </section>
        <form onSubmit={submit}>
          <Questions given={given} change={change} />
          <p class="unseen" aria-live="polite">
            {answers && t('offersSpoken', [may.map((offer) => t(MODE_WORDS[offer.mode])).join(t('listSeparator'))])}
          </p>
          {!answers && <p class="later hint">{t('offersLater')}</p>}
          {answers && (
            <>
              <fieldset class="offers">
                <legend>{t('offers')}</legend>
                <StatementBox given={given} change={change} />
                {may.map((offer) => (
                  <label key={offer.mode} class="option mode">
                    <input
                      type="radio"
                      name="mode"
                      value={offer.mode}
                      checked={mode === offer.mode}
                      disabled={initial.forced && mode !== offer.mode}
                      required
                      onChange={() => choose(offer.mode)}
                    />
                    <ModeText modes={[offer.mode]} reason={offer.reason} />
                  </label>
                ))}
                {initial.forced && <p class="hint">{t('modeByOrganisation')}</p>}
              </fieldset>
              {refused.length > 0 && (
                <section class="refused">
                  <h2>{t('offersNot')}</h2>
                  <ul>
                    {byReason(refused).map(({ reason, modes }) => (
                      <li key={reason} class="mode">
                        <ModeText modes={modes} reason={reason} />
                      </li>
                    ))}
                  </ul>
                </section>
              )}
            </>
          )}
          <div class="actions">
            <button type="submit" class="button primary" disabled={!answers}>
              {t(initial.answers ? 'saveAnswersAgain' : 'saveAnswers')}
            </button>
            <p role="status">{outcome && t(outcome)}</p>
          </div>
        </form>
        {(initial.answers || outcome === 'answersSaved') && <PracticeOffer />}
      </main>
      <footer>
        <p>{t('modeLocal')}</p>
        <DocumentLinks />
      </footer>
    </div>
  );
}
