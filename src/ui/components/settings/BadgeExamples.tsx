// Three faces with the badges that they would get, read by the room's own rules, so that one sees what a setting does before a call.

import { maySpeakOfIndividuals } from '../../../call/consent/policy.ts';
import type { Observation } from '../../../call/room/participant.ts';
import { evenOf } from '../../../call/room/prior.ts';
import { emptyRoom, reduce } from '../../../call/room/room.ts';
import type { Participant } from '../../../call/room/types.ts';
import { each } from '../../../call/room/votes.ts';
import { roomOptions, type Settings } from '../../../call/settings.ts';
import type { Expression, Votes } from '../../../engine/types.ts';
import { isolated } from '../../../i18n/isolate.ts';
import { looksToTen, personWords, wordFor } from '../../../i18n/words.ts';
import { dotsSvg, tenDots } from '../../../theme/dots.ts';
import { EXPRESSION_STYLES } from '../../../theme/expressions.ts';
import { glyphPath, glyphSvg } from '../../../theme/glyph.ts';
import { BADGE } from '../../../theme/surfaces.ts';
import { useT } from '../common/context.ts';

interface Example {
  name: string;
  face: Expression;
  votes: Partial<Votes>;
  doubt: number;
}

/** From plain to hard to tell. */
const EXAMPLES: readonly Example[] = [
  { name: 'Ada', face: 'happy', votes: { happy: 0.96, neutral: 0.04 }, doubt: 0.02 },
  { name: 'Bruno', face: 'surprise', votes: { surprise: 0.66, happy: 0.22, fear: 0.12 }, doubt: 0.05 },
  { name: 'Chiara', face: 'sad', votes: { sad: 0.6, neutral: 0.2, fear: 0.2 }, doubt: 0.06 },
];

const NOTHING = { smile: 0, mouthOpen: 0, browsRaised: 0, browsDrawn: 0, eyesOpen: 0 };

function lookOf({ votes: parts, doubt }: Example): Observation {
  const votes = each((expression) => parts[expression] ?? 0);
  return { facePx: 120, yaw: 0, pitch: 0, nod: 0, movements: NOTHING, votes, balanced: evenOf(votes), doubt };
}

function read(settings: Settings): Participant[] {
  const tiles = EXAMPLES.map(({ name }) => ({
    id: name,
    name,
    isSelf: false,
    isCameraOff: false,
    excludedBecause: null,
  }));
  const looks = EXAMPLES.map((example) => ({ id: example.name, observation: lookOf(example) }));
  const options = roomOptions(settings);
  const present = reduce(emptyRoom(0), { kind: 'tiles', at: 0, tiles }, options);
  return reduce(present, { kind: 'observations', at: 0, observations: looks }, options).room.participants;
}

function Svg({ source, width, height }: { source: string; width: number; height: number }) {
  return <img src={`data:image/svg+xml,${encodeURIComponent(source)}`} width={width} height={height} alt="" />;
}

function Pill({ person, style }: { person: Participant; style: Settings['badgeStyle'] }) {
  const t = useT();
  const dots = person.votes ? tenDots(person.votes, person.doubt) : [];
  const label = person.label ? looksToTen(person.label, dots, t) : personWords(person, t);
  return (
    <div class="pill" role="img" aria-label={`${isolated(person.name)}: ${label}`}>
      {style !== 'dots' && (
        <Svg
          source={glyphSvg(person.label, { size: 16, theme: BADGE.theme, muted: BADGE.muted })}
          width={16}
          height={16}
        />
      )}
      {style !== 'emoji' && (
        <Svg
          source={dotsSvg(dots, { rows: 2, width: 20, theme: BADGE.theme, hollow: BADGE.muted })}
          width={20}
          height={8}
        />
      )}
      {style === 'word' && <span>{wordFor(person.label, t)}</span>}
    </div>
  );
}

export function BadgeExamples({ settings }: { settings: Settings }) {
  const t = useT();
  const people = read(settings);
  const isShown = settings.badges && maySpeakOfIndividuals(settings.mode);
  return (
    <ul class="examples" aria-label={t('badgeExamples')}>
      {EXAMPLES.map(({ name, face }, i) => {
        const person = people[i];
        return (
          <li key={name}>
            <svg viewBox="0 0 96 54" aria-hidden="true">
              <path d="M24 54c2-7 12-10 24-10s22 3 24 10z" />
              <circle cx="48" cy="30" r="11.5" />
              <path
                class="features"
                d={glyphPath(EXPRESSION_STYLES[face].glyph)}
                transform="translate(39 21) scale(1.125)"
              />
            </svg>
            {isShown && person && <Pill person={person} style={settings.badgeStyle} />}
            <span class="name" aria-hidden={isShown}>
              {name}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
