// Who may be read: the whole table, cell by cell, and what must hold of it whatever it says.
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import messages from '../../_locales/en/messages.json';
import {
  type Answers,
  answersFrom,
  PEOPLE,
  type People,
  PLACES,
  type Place,
  PURPOSES,
  type Purpose,
  STATEMENTS,
  type Statement,
} from '../../src/call/consent/answers.ts';
import { type Mode, readIn } from '../../src/call/consent/policy.ts';
import { MODESTY, modeFor, modesOffered, RULES, statementFor } from '../../src/call/consent/rules.ts';
import { MODES } from '../../src/call/settings.ts';
import { root } from '../support/models.ts';
import { CELLS, expectations } from './expected.ts';

const TOLD: readonly (Statement | undefined)[] = [undefined, ...STATEMENTS];
const answersOf = (purpose: Purpose, place: Place, people: People, told?: Statement): Answers => ({
  version: 1,
  purpose,
  place,
  people,
  ...(told && { told }),
});
const ALL: Answers[] = PURPOSES.flatMap((purpose) =>
  PLACES.flatMap((place) => PEOPLE.flatMap((people) => TOLD.map((told) => answersOf(purpose, place, people, told)))),
);
const offered = (answers: Answers): Mode[] =>
  modesOffered(answers)
    .filter((offer) => offer.offered)
    .map(({ mode }) => mode);
const said = (answers: Answers) => JSON.stringify(answers);

describe('the table', () => {
  it('covers every combination once', () => {
    const named = expectations().map(({ place, purpose, people }) => `${place} ${purpose} ${people}`);
    const all = PLACES.flatMap((a) => PURPOSES.flatMap((b) => PEOPLE.map((c) => `${a} ${b} ${c}`)));
    expect(named.sort()).toEqual(all.sort());
  });

  it.each(expectations())('$place, $purpose, $people: $cell', ({ place, purpose, people, cell }) => {
    const { modes, provided } = CELLS[cell] ?? { modes: null, provided: null };
    if (modes === null) throw new Error(`no such cell: ${cell}`);
    expect(statementFor(answersOf(purpose, place, people))).toBe(provided);
    for (const told of TOLD) {
      const holds = provided === null || told === provided;
      expect(offered(answersOf(purpose, place, people, told)), `stated: ${told}`).toEqual(holds ? modes : ['self']);
    }
  });
});

describe('whatever the table says', () => {
  it('work and education in the EU leave oneself, and movements of the others', () => {
    for (const answers of ALL) {
      const { purpose, place, people } = answers;
      const isWorkOrEducation =
        purpose === 'meeting' || purpose === 'class' || people === 'colleagues' || people === 'students';
      if (place !== 'eu' || !isWorkOrEducation) continue;
      expect(
        offered(answers).filter((mode) => readIn(mode) === 'expressions'),
        said(answers),
      ).toEqual(['self']);
    }
  });

  it('nobody who depends on another is told alone how they move, and no stranger at work or in class in the EU', () => {
    for (const answers of ALL) {
      const { purpose, place, people } = answers;
      const depends = purpose === 'class' || people === 'colleagues' || people === 'students';
      if (depends || people === 'audience') expect(offered(answers), said(answers)).not.toContain('movements-each');
      const isAtWork = purpose === 'meeting' || purpose === 'class';
      if (people === 'audience' && place === 'eu' && isAtWork) expect(offered(answers)).toEqual(['self']);
    }
  });

  it('nobody else is read where children are on screen', () => {
    for (const answers of ALL.filter(({ people }) => people === 'children'))
      expect(offered(answers), said(answers)).toEqual(['self']);
  });

  it('nobody else is read before something has been stated about them', () => {
    for (const answers of ALL.filter(({ told }) => !told)) expect(offered(answers), said(answers)).toEqual(['self']);
  });

  it('a stricter answer never offers more', () => {
    /** From the mildest to the strictest; the rest cannot be compared. */
    const stricter: { [K in 'purpose' | 'place' | 'people']: Answers[K][][] } = {
      place: [['elsewhere', 'uk', 'eu']],
      purpose: [
        ['understand', 'meeting', 'rehearse'],
        ['understand', 'class', 'rehearse'],
        ['accessibility', 'meeting', 'rehearse'],
        ['research', 'rehearse'],
      ],
      people: [
        ['private', 'audience', 'alone'],
        ['private', 'colleagues', 'children'],
        ['private', 'students', 'children'],
        ['participants', 'colleagues', 'alone'],
        ['participants', 'students', 'alone'],
        ['audience', 'children'],
      ],
    };
    for (const answers of ALL) {
      const without: Answers = answersOf(answers.purpose, answers.place, answers.people);
      expect(offered(answers)).toEqual(expect.arrayContaining(offered(without)));
      for (const [question, chains] of Object.entries(stricter))
        for (const chain of chains as string[][]) {
          const at = chain.indexOf(answers[question as 'place']);
          for (const harder of at < 0 ? [] : chain.slice(at + 1)) {
            const harsher = { ...answers, [question]: harder } as Answers;
            expect(offered(answers), `${said(answers)} -> ${harder}`).toEqual(expect.arrayContaining(offered(harsher)));
          }
        }
    }
  });

  it('rules stand from the strictest to the mildest, so that the first that fits is the strictest that fits', () => {
    const places = RULES.map(({ atMost }) => MODESTY.indexOf(atMost));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    const last = RULES.at(-1);
    expect([last?.purpose, last?.place, last?.people], 'the last one fits everything').toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('says of every mode why, in words that exist', () => {
    for (const answers of ALL) {
      const offers = modesOffered(answers);
      expect(offers.map(({ mode }) => mode).sort()).toEqual([...MODES].sort());
      for (const { offered, reason } of offers) {
        expect(messages, said(answers)).toHaveProperty(reason);
        expect(reason, said(answers)).toMatch(offered ? /^may/ : /^not/);
      }
    }
    for (const { because, until } of RULES)
      for (const reason of [because, until]) if (reason) expect(messages).toHaveProperty(reason);
  });
});

describe('the mode to read in', () => {
  it('is none before the questions are answered', () => {
    for (const mode of MODES) expect(modeFor(mode, null)).toBeNull();
  });

  it('is the wanted one where it is offered, else oneself', () => {
    for (const answers of ALL)
      for (const mode of MODES)
        expect(modeFor(mode, answers), said(answers)).toBe(offered(answers).includes(mode) ? mode : 'self');
  });
});

describe('movements alone', () => {
  it('are no emotions: the net gives them by themselves', async () => {
    const model = JSON.parse(await readFile(`${root}/models/expression/model.json`, 'utf8'));
    expect(Object.keys(model.signature.outputs)).toContain('movements');
    expect(MODES.filter((mode) => readIn(mode) === 'movements')).toEqual(['movements-each', 'movements']);
  });
});

describe('what was stored', () => {
  const whole = { version: 1, purpose: 'understand', place: 'eu', people: 'private', told: 'informed' };

  it('is taken field by field', () => {
    expect(answersFrom(whole)).toEqual(whole);
    expect(answersFrom({ ...whole, more: 'than that' })).toEqual(whole);
    const { told: _, ...untold } = whole;
    expect(answersFrom(untold)).toEqual(untold);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a word', 'yes'],
    ['another version', { ...whole, version: 2 }],
    ['no purpose', { ...whole, purpose: undefined }],
    ['a place unheard of', { ...whole, place: 'moon' }],
    ['people of another kind', { ...whole, people: ['private'] }],
  ])('%s counts as unanswered', (_, stored) => expect(answersFrom(stored)).toBeNull());

  it('a statement unheard of counts as none', () => {
    expect(answersFrom({ ...whole, told: true })?.told).toBeUndefined();
  });
});
