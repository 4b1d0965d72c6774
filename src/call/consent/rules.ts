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
// A view of movements alone (smiling, brows, an open mouth) would not be emotion recognition: the guidelines keep observing a smile apart from
// inferring happiness. It is not offered yet: the net can give movements alone, but everything that is said here is made of votes on emotions, and calling
// votes movements would change nothing.
import type { Answers, People, Place, Purpose, Statement } from './answers.ts';
import type { Mode } from './policy.ts';

/** From who is spoken of least to who is spoken of most. */
export const MODESTY: readonly Mode[] = ['self', 'group', 'individual'];

/** Does the one mode speak of fewer people than the other? */
export const isNarrower = (one: Mode, other: Mode): boolean => MODESTY.indexOf(one) < MODESTY.indexOf(other);

/** Why a mode is not offered. */
type Refusal =
  | 'notChildren'
  | 'notRehearse'
  | 'notAlone'
  | 'notEuWork'
  | 'notEuEducation'
  | 'notResearchStrangers'
  | 'notUkWork'
  | 'notWork'
  | 'notAudience'
  | 'notStatedEu'
  | 'notStated'
  | 'notAgreed';
/** Why a mode is offered. */
type Leave = 'maySelf' | 'mayGroup' | 'mayIndividual' | 'mayStudy';
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
  /** The others may be read only once this has been stated; `until` says so. One's own face needs nobody's leave. */
  provided?: Statement;
  until?: Refusal;
}

/** The first that fits holds; they stand from the strictest to the mildest. */
export const RULES: readonly Rule[] = [
  { people: ['children'], atMost: 'self', because: 'notChildren' },
  { purpose: ['rehearse'], atMost: 'self', because: 'notRehearse' },
  { people: ['alone'], atMost: 'self', because: 'notAlone' },
  { place: ['eu'], purpose: ['meeting'], atMost: 'self', because: 'notEuWork' },
  { place: ['eu'], people: ['colleagues'], atMost: 'self', because: 'notEuWork' },
  { place: ['eu'], purpose: ['class'], atMost: 'self', because: 'notEuEducation' },
  { place: ['eu'], people: ['students'], atMost: 'self', because: 'notEuEducation' },
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

/** All three modes, the most modest first, each with the reason why it is offered or not. */
export function modesOffered(answers: Answers): Offer[] {
  const rule = ruleFor(answers);
  const may: Record<Mode, Leave> = {
    self: 'maySelf',
    group: 'mayGroup',
    individual: rule.provided === 'agreed' ? 'mayStudy' : 'mayIndividual',
  };
  return MODESTY.map((mode): Offer => {
    if (mode === 'self') return { mode, offered: true, reason: may.self };
    // What no statement can mend is said first.
    if (rule.because && isNarrower(rule.atMost, mode)) return { mode, offered: false, reason: rule.because };
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
