// The page of three questions: what the user answers, what is offered then and what is not, and why.
import { useState } from 'preact/hooks';
import {
  type Answers,
  PEOPLE,
  type People,
  PLACES,
  type Place,
  PURPOSES,
  type Purpose,
  type Statement,
} from '../../../call/consent/answers.ts';
import type { Mode } from '../../../call/consent/policy.ts';
import { modeFor, modesOffered, type Offer, type Reason, statementFor } from '../../../call/consent/rules.ts';
import type { MessageKey } from '../../../i18n/t.ts';
import { useT } from '../common/context.ts';
import { DocumentLinks } from '../common/DocumentLinks.tsx';
import { Header } from '../common/Header.tsx';
import type { WelcomeCommands, WelcomeState } from '../common/welcome-link.ts';
import { Portraits } from '../practice/Portraits.tsx';
import { ModePicture } from './ModePicture.tsx';

const PURPOSE_WORDS: Record<Purpose, MessageKey> = {
  rehearse: 'purposeRehearse',
  understand: 'purposeUnderstand',
  accessibility: 'purposeAccessibility',
  research: 'purposeResearch',
  class: 'purposeClass',
  meeting: 'purposeMeeting',
};
const PLACE_WORDS: Record<Place, MessageKey> = { eu: 'placeEu', uk: 'placeUk', elsewhere: 'placeElsewhere' };
const PEOPLE_WORDS: Record<People, MessageKey> = {
  alone: 'peopleAlone',
  private: 'peoplePrivate',
  participants: 'peopleParticipants',
  audience: 'peopleAudience',
  colleagues: 'peopleColleagues',
  students: 'peopleStudents',
  children: 'peopleChildren',
};
const MODE_WORDS: Record<Mode, MessageKey> = {
  self: 'offerSelf',
  movements: 'offerMovements',
  'movements-each': 'offerMovementsEach',
  group: 'offerGroup',
  individual: 'offerIndividual',
};
const STATEMENT_WORDS: Record<Statement, MessageKey> = { informed: 'stateInformed', agreed: 'stateAgreed' };

interface QuestionProps<V extends string> {
  name: string;
  ask: MessageKey;
  hint?: MessageKey;
  words: Record<V, MessageKey>;
  values: readonly V[];
  value: V | undefined;
  choose: (value: V) => void;
}

function Question<V extends string>({ name, ask, hint, words, values, value, choose }: QuestionProps<V>) {
  const t = useT();
  const hintId = `${name}-hint`;
  return (
    <fieldset aria-describedby={hint && hintId}>
      <legend>{t(ask)}</legend>
      {hint && (
        <p class="hint" id={hintId}>
          {t(hint)}
        </p>
      )}
      <div class={values.length === 3 ? 'options three' : 'options'}>
        {values.map((one) => (
          <label key={one} class="option">
            <input type="radio" name={name} value={one} checked={value === one} onChange={() => choose(one)} />
            <span>{t(words[one])}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

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

/** Whole once all three are answered. */
function complete({ purpose, place, people, told }: Partial<Answers>): Answers | null {
  if (!purpose || !place || !people) return null;
  const answers: Answers = { version: 1, purpose, place, people };
  // A statement made for other answers says nothing about these.
  return told && told === statementFor(answers) ? { ...answers, told } : answers;
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
  const statement = answers && statementFor(answers);
  const only = may.length === 1 ? may[0]?.mode : undefined;
  const mode = only ?? may.find((offer) => offer.mode === chosen)?.mode ?? null;

  const change = (part: Partial<Answers>) => {
    const { told, ...rest } = { ...complete(given), ...given };
    // Of other people nothing has been stated yet.
    setGiven({ ...rest, ...(told && !part.people && { told }), ...part });
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
          <Question
            name="purpose"
            ask="askPurpose"
            words={PURPOSE_WORDS}
            values={PURPOSES}
            value={given.purpose}
            choose={(purpose) => change({ purpose })}
          />
          <Question
            name="place"
            ask="askPlace"
            hint="askPlaceHint"
            words={PLACE_WORDS}
            values={PLACES}
            value={given.place}
            choose={(place) => change({ place })}
          />
          <Question
            name="people"
            ask="askPeople"
            hint="askPeopleHint"
            words={PEOPLE_WORDS}
            values={PEOPLE}
            value={given.people}
            choose={(people) => change({ people })}
          />
          <p class="unseen" aria-live="polite">
            {answers && t('offersSpoken', [may.map((offer) => t(MODE_WORDS[offer.mode])).join(t('listSeparator'))])}
          </p>
          {!answers && <p class="later hint">{t('offersLater')}</p>}
          {answers && (
            <>
              <fieldset class="offers">
                <legend>{t('offers')}</legend>
                {statement && (
                  <label class="option statement">
                    <input
                      type="checkbox"
                      name="told"
                      checked={answers.told === statement}
                      onChange={({ currentTarget: { checked } }) => {
                        const { told: _, ...rest } = given;
                        setGiven(checked ? { ...rest, told: statement } : rest);
                        setOutcome(null);
                      }}
                    />
                    <span>{t(STATEMENT_WORDS[statement])}</span>
                  </label>
                )}
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
