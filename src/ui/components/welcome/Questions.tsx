// The three questions: what for, where, and who is on screen; and the box in which the user states something of the others.
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
import { statementFor } from '../../../call/consent/rules.ts';
import type { MessageKey } from '../../../i18n/t.ts';
import { useT } from '../common/context.ts';

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

/** Whole once all three are answered. */
export function complete({ purpose, place, people, told }: Partial<Answers>): Answers | null {
  if (!purpose || !place || !people) return null;
  const answers: Answers = { version: 1, purpose, place, people };
  // A statement made for other answers says nothing about these.
  return told && told === statementFor(answers) ? { ...answers, told } : answers;
}

/** What has been answered, with another answer; a statement about other people says nothing about these. */
function changed(given: Partial<Answers>, part: Partial<Answers>): Partial<Answers> {
  const { told, ...rest } = { ...complete(given), ...given };
  return { ...rest, ...(told && !part.people && { told }), ...part };
}

interface Props {
  given: Partial<Answers>;
  change: (given: Partial<Answers>) => void;
}

export function Questions({ given, change }: Props) {
  return (
    <>
      <Question
        name="purpose"
        ask="askPurpose"
        words={PURPOSE_WORDS}
        values={PURPOSES}
        value={given.purpose}
        choose={(purpose) => change(changed(given, { purpose }))}
      />
      <Question
        name="place"
        ask="askPlace"
        hint="askPlaceHint"
        words={PLACE_WORDS}
        values={PLACES}
        value={given.place}
        choose={(place) => change(changed(given, { place }))}
      />
      <Question
        name="people"
        ask="askPeople"
        hint="askPeopleHint"
        words={PEOPLE_WORDS}
        values={PEOPLE}
        value={given.people}
        choose={(people) => change(changed(given, { people }))}
      />
    </>
  );
}

/** Shown where the answers ask for a statement. */
export function StatementBox({ given, change }: Props) {
  const t = useT();
  const answers = complete(given);
  const statement = answers && statementFor(answers);
  if (!statement) return null;
  return (
    <label class="option statement">
      <input
        type="checkbox"
        name="told"
        checked={answers.told === statement}
        onChange={({ currentTarget: { checked } }) => {
          const { told: _, ...rest } = given;
          change(checked ? { ...rest, told: statement } : rest);
        }}
      />
      <span>{t(STATEMENT_WORDS[statement])}</span>
    </label>
  );
}
