// Which modes are offered to whom, as a table: what for, where and who is on screen decide it. RESPONSIBLE_USE.md says the same in words.
//
// Where the rules come from:
// - EU AI Act, Regulation (EU) 2024/1689, article 5(1)(f), since 2 February 2025: nobody's emotions may be inferred at work or in education,
//   but for medical or safety reasons. The Commission's guidelines on prohibited practices (C(2025) 5052, 29 July 2025; first C(2025) 884,
//   4 February 2025) name the emotional tone of hybrid video calls and recruitment as examples, say that consent is no defence, and leave
//   free one's own training whose result nobody else gets.
// - The same Act, article 50(3), since 2 August 2026: who is exposed to emotion recognition has to be told.
// - UK: no such prohibition. The Information Commissioner warned on 26 October 2022 that emotion analysis is immature and that he had seen none that
//   meets data protection law. Whoever depends on an employer or a school cannot freely refuse, so nobody is spoken of alone there; the
//   room as a whole gives no verdict on anybody, and those in it know.
// - Elsewhere work and class are treated alike, for the same reason. In the USA, Illinois' Biometric Information Privacy Act (740 ILCS 14, 2008) wants written
//   consent for scans of face geometry.
// - Children cannot agree for themselves, and nothing was measured on them. They are read nowhere.
//
// Movements alone (smiling, brows, an open mouth, nods) are no emotion recognition: the guidelines keep observing a smile apart from inferring
// happiness. So they are offered where emotions may not be inferred, of the room as a whole, and of each person only where nobody depends on the other.
// Then nothing that names an expression is computed (engine/nets/classification.ts: headsFor), kept or said.
import type { Answers, People, Place, Purpose, Statement } from './answers.ts';
import { type Mode, readIn } from './policy.ts';

/** From who is spoken of least to who is spoken of most. */
export const MODESTY: readonly Mode[] = ['self', 'movements', 'movements-each', 'group', 'individual'];

/** Does the one mode speak of fewer people than the other? */
export const isNarrower = (one: Mode, other: Mode): boolean => MODESTY.indexOf(one) < MODESTY.indexOf(other);

/** Why a mode is not offered. */
type Refusal =
  | 'notChildren'
  | 'notRehearse'
  | 'notAlone'
  | 'notEuWork'
  | 'notEuEducation'
  | 'notEuStrangers'
  | 'notResearchStrangers'
  | 'notUkWork'
  | 'notWork'
  | 'notAudience'
  | 'notStatedEu'
  | 'notStated'
  | 'notAgreed'
  | 'notDependent';
/** Why a mode is offered. */
type Leave = 'maySelf' | 'mayMovements' | 'mayMovementsEach' | 'mayGroup' | 'mayIndividual' | 'mayStudy';
/** Keys of the messages file. */
export type Reason = Refusal | Leave;

interface Rule {
  /** Whatever is absent may be anything. */
  purpose?: readonly Purpose[];
  place?: readonly Place[];
  people?: readonly People[];
  /** Nothing beyond this mode is offered … */
  atMost: Mode;
  /** … because: */
  because?: Refusal;
  /** Movements alone are offered up to this mode, where that is not what `atMost` allows. */
  movements?: 'movements' | 'movements-each';
  /** The others may be read only once this has been stated; `until` says so. One's own face needs nobody's leave. */
  provided?: Statement;
  until?: Refusal;
}

/** At work and in education in the EU: emotions of nobody else, movements of the room once it knows … */
const MOVEMENTS = {
  place: ['eu'],
  atMost: 'self',
  movements: 'movements',
  provided: 'informed',
  until: 'notStated',
} as const satisfies Rule;
/** … or, for a study, once everybody has agreed. */
const STUDY = { ...MOVEMENTS, purpose: ['research'], provided: 'agreed', until: 'notAgreed' } as const satisfies Rule;

/** The first that fits holds; they stand from the strictest to the mildest. */
export const RULES: readonly Rule[] = [
  { people: ['children'], atMost: 'self', because: 'notChildren' },
  { purpose: ['rehearse'], atMost: 'self', because: 'notRehearse' },
  { people: ['alone'], atMost: 'self', because: 'notAlone' },
  { place: ['eu'], purpose: ['meeting', 'class'], people: ['audience'], atMost: 'self', because: 'notEuStrangers' },
  { ...STUDY, people: ['colleagues'], because: 'notEuWork' },
  { ...STUDY, people: ['students'], because: 'notEuEducation' },
  // A supplier, a client, a friend: they can say no.
  {
    ...MOVEMENTS,
    purpose: ['meeting'],
    people: ['private', 'participants'],
    because: 'notEuWork',
    movements: 'movements-each',
  },
  { ...MOVEMENTS, purpose: ['meeting'], because: 'notEuWork' },
  { ...MOVEMENTS, people: ['colleagues'], because: 'notEuWork' },
  { ...MOVEMENTS, purpose: ['class'], because: 'notEuEducation' },
  { ...MOVEMENTS, people: ['students'], because: 'notEuEducation' },
  { purpose: ['research'], people: ['audience'], atMost: 'self', because: 'notResearchStrangers' },

  {
    purpose: ['research'],
    people: ['colleagues', 'students'],
    atMost: 'group',
    because: 'notWork',
    provided: 'agreed',
    until: 'notAgreed',
  },
  {
    place: ['uk'],
    purpose: ['meeting'],
    people: ['private', 'participants'],
    atMost: 'group',
    because: 'notUkWork',
    movements: 'movements-each',
    provided: 'informed',
    until: 'notStated',
  },
  {
    purpose: ['meeting'],
    people: ['private', 'participants'],
    atMost: 'group',
    because: 'notWork',
    movements: 'movements-each',
    provided: 'informed',
    until: 'notStated',
  },
  {
    place: ['uk'],
    purpose: ['meeting', 'class'],
    atMost: 'group',
    because: 'notUkWork',
    provided: 'informed',
    until: 'notStated',
  },
  {
    place: ['uk'],
    people: ['colleagues', 'students'],
    atMost: 'group',
    because: 'notUkWork',
    provided: 'informed',
    until: 'notStated',
  },
  { purpose: ['meeting', 'class'], atMost: 'group', because: 'notWork', provided: 'informed', until: 'notStated' },
  { people: ['colleagues', 'students'], atMost: 'group', because: 'notWork', provided: 'informed', until: 'notStated' },
  {
    place: ['eu'],
    people: ['audience'],
    atMost: 'group',
    because: 'notAudience',
    provided: 'informed',
    until: 'notStatedEu',
  },
  { people: ['audience'], atMost: 'group', because: 'notAudience', provided: 'informed', until: 'notStated' },

  { purpose: ['research'], atMost: 'individual', provided: 'agreed', until: 'notAgreed' },
  { place: ['eu'], atMost: 'individual', provided: 'informed', until: 'notStatedEu' },
  { atMost: 'individual', provided: 'informed', until: 'notStated' },
];

export interface Offer {
  mode: Mode;
  offered: boolean;
  reason: Reason;
}

function ruleFor({ purpose, place, people }: Answers): Rule {
  const fits = <T>(wanted: readonly T[] | undefined, value: T) => !wanted || wanted.includes(value);
  const rule = RULES.find((r) => fits(r.purpose, purpose) && fits(r.place, place) && fits(r.people, people));
  // The last rule fits everything; were it gone, nobody else would be read.
  return rule ?? { atMost: 'self', because: 'notStated' };
}

/** What has to be stated before anybody else is read; null where nothing would help, or nothing is needed. */
export function statementFor(answers: Answers): Statement | null {
  return ruleFor(answers).provided ?? null;
}

/** How far movements alone may be read; null for not at all. */
export function movementsIn({ movements, atMost }: Rule): Mode | null {
  if (movements) return movements;
  return atMost === 'self' ? null : atMost === 'group' ? 'movements' : 'movements-each';
}

/** All modes, the most modest first, each with the reason why it is offered or not. */
export function modesOffered(answers: Answers): Offer[] {
  const rule = ruleFor(answers);
  const may: Record<Mode, Leave> = {
    self: 'maySelf',
    movements: 'mayMovements',
    'movements-each': 'mayMovementsEach',
    group: 'mayGroup',
    individual: rule.provided === 'agreed' ? 'mayStudy' : 'mayIndividual',
  };
  return MODESTY.map((mode): Offer => {
    if (mode === 'self') return { mode, offered: true, reason: may.self };
    const isOfMovements = readIn(mode) === 'movements';
    const limit = isOfMovements ? movementsIn(rule) : rule.atMost;
    // What no statement can mend is said first.
    if (rule.because && (limit === null || isNarrower(limit, mode)))
      return { mode, offered: false, reason: isOfMovements && limit !== null ? 'notDependent' : rule.because };
    if (rule.until && answers.told !== rule.provided) return { mode, offered: false, reason: rule.until };
    return { mode, offered: true, reason: may[mode] };
  });
}

/** Those that are offered, the most modest first; none before the questions are answered. */
export function offeredModes(answers: Answers | null): Mode[] {
  return answers ? modesOffered(answers).flatMap(({ mode, offered }) => (offered ? [mode] : [])) : [];
}

/** The mode to read in: the wanted one if it is offered, else the most modest; none before the questions are answered. */
export function modeFor(wanted: Mode, answers: Answers | null): Mode | null {
  const offered = offeredModes(answers);
  return offered.find((mode) => mode === wanted) ?? offered[0] ?? null;
}
