// What is said in any language: how a face looks to others. Never what somebody is or feels, no score, no ranking, no attendance.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LANGUAGES, type Language } from '../../src/call/settings.ts';
import type { Catalogue, MessageKey } from '../../src/i18n/t.ts';

interface Grammar {
  /** Forms of to be, to feel, to seem: before an expression they would claim it of a person. */
  claims: string;
  /** A sentence that must be caught, or the lint catches nothing. */
  caught: string;
  /** Words of feeling. */
  feelings: string;
  /** Scores, ranks, attendance, attention: what Roomtone does not measure. */
  measures: string;
  /** Forms of the expressions besides those on a badge, where adjectives are inflected. */
  forms?: string;
  /** Of a language in which claims stand behind the expression: those that are one word with it. */
  unspaced?: string;
}

const GRAMMARS: Record<Language, Grammar> = {
  en: {
    claims: 'is|are|was|were|am|be|being|been|feels?|felt|feeling|seems?|becomes?|gets?',
    caught: 'Ada is very happy',
    feelings: 'feel|feels|feeling|feelings|felt|emotions?|emotional|moods?',
    measures:
      'scores?|scoring|rank|ranks|ranking|attendance|attentive|attention|engaged|engagement|performance|productivity',
  },
  de: {
    claims: 'ist|sind|war|waren|bin|sein|fühlt|fühlen|scheint|scheinen|wirkt|wirken|wird|werden',
    caught: 'Ada ist sehr fröhlich',
    feelings: 'fühlt|fühlen|Gefühl|Gefühle|Gefühlen|Emotion|Emotionen|Stimmung|Laune',
    measures:
      'Punktzahl|Bewertung|Rang|Rangliste|Anwesenheit|Aufmerksamkeit|aufmerksam|Engagement|Leistung|Produktivität',
  },
  it: {
    claims:
      'è|sono|era|erano|sarà|saranno|sia|siano|fu|furono|essere|stato|stata|stati|state|sente|sentono|sentirsi|sembra|sembrano|pare|paiono|diventa|diventano',
    caught: 'Ada è molto contenta',
    feelings:
      'sente|sentono|sentire|sentirsi|emozione|emozioni|emotivo|emotiva|emotivi|emotive|sentimento|sentimenti|umore|umori|stato d.animo',
    measures:
      'punteggio|punteggi|classifica|graduatoria|presenze|attenzione|attento|attenta|attenti|attente|coinvolgimento|coinvolto|coinvolta|rendimento|prestazione|prestazioni|produttività',
    forms:
      'neutr[aie]|felici|content[oaie]|allegr[oaie]|sorpres[aie]|tristi|arrabbiat[aie]|disgustat[aie]|spaventat[aie]|impaurit[oaie]',
  },
  ja: {
    claims: 'です|でした|だ|にな',
    caught: 'Adaはうれしいです',
    feelings: '感情|気持ち|気分|機嫌|心情|感じて|感じる|感じます',
    measures:
      '点数|得点|スコア|順位|ランキング|成績|出席|出欠|注意力|注目度|集中|参加度|エンゲージメント|パフォーマンス|生産性',
    unspaced:
      '(?:嫌|幸せ)(?:です|だ)|(?:うれし|嬉し|楽し|悲し|怖)(?:い|かった|くな)|(?:驚い|怒っ|おびえ|怖がっ|嫌がっ)て(?:い[るたま]|ます)(?!ように見え)',
  },
  fr: {
    claims:
      'est|sont|était|étaient|fut|furent|sera|seront|être|été|suis|es|sent|sentent|semble|semblent|paraît|paraissent|devient|deviennent',
    caught: 'Ada est très joyeuse',
    feelings:
      'ressent|ressentent|ressentir|ressenti|se sent|se sentent|se sentir|sentiment|sentiments|émotion|émotions|émotionnel|émotionnelle|humeur|humeurs',
    measures:
      'score|scores|notation|rang|rangs|classement|assiduité|présence|présences|attention|attentif|attentive|concentration|engagement|implication|performance|performances|productivité|rendement',
    forms:
      'neutres|joyeuses?|content(?:e|s|es)?|heureux|heureuses?|surprise?s?|tristes|fâchée?s?|dégoûtée?s?|effrayée?s?|apeurée?s?',
  },
  es: {
    claims:
      'es|son|era|eran|fue|fueron|será|serán|ser|sido|está|están|estaba|estaban|estuvo|estuvieron|estar|estado|estoy|siente|sienten|sentirse|parece|parecen|pone|ponen|puso|vuelve|vuelven',
    caught: 'Ada está muy alegre',
    feelings:
      'siente|sienten|sentir|sentirse|sentimiento|sentimientos|emoción|emociones|emocional|emocionales|ánimo|ánimos|humor',
    measures:
      'puntuación|puntuaciones|puntaje|clasificación|rango|rangos|asistencia|atención|atent[oa]s?|concentración|compromiso|implicación|rendimiento|desempeño|productividad',
    forms:
      'neutr[oa]s?|neutrales|alegres|contentos?|contentas?|felices|feliz|sorprendid[oa]s?|tristes|enojad[oa]s?|enfadad[oa]s?|asquead[oa]s?|asustad[oa]s?',
  },
  pt_BR: {
    claims:
      'é|são|era|eram|foi|foram|será|serão|ser|sido|está|estão|estava|estavam|esteve|estar|sente|sentem|parece|parecem|fica|ficam|ficou|ficar|torna|tornam',
    caught: 'Ada está muito alegre',
    feelings: 'sente|sentem|sentir|sentimento|sentimentos|emoção|emoções|emocional|emocionais|humor|humores|ânimo',
    measures:
      'pontuação|pontuações|notas?|classificação|ranking|presenças?|frequência|atenção|atent[oa]s?|concentração|engajamento|desempenho|rendimento|produtividade',
    forms:
      'neutr[oa]s?|alegres|contentes?|feliz|felizes|surpres[oa]s?|tristes|irritad[oa]s?|zangad[oa]s?|enojad[oa]s?|assustad[oa]s?',
  },
  hi: {
    claims: '\\s+(?:\\p{L}\\p{M}*\\s+)?(?:है|हैं|था|थी|थे|हूँ|हो|होता|होती|होते|लगता|लगती|लगते)',
    caught: 'आदा बहुत खुश है',
    feelings: 'भावना|भावनाएँ|भावनाओं|महसूस|मूड|मनोदशा|मिज़ाज|मिज़ाज|एहसास',
    measures: 'स्कोर|प्राप्तांक|रैंक|श्रेणीक्रम|उपस्थिति|हाज़िरी|हाज़िरी|एकाग्रता|भागीदारी|प्रदर्शन|उत्पादकता|ध्यान',
    unspaced: '(?:डरी हुई|डरे हुए|घृणा भरी|घृणा भरे)\\s+(?:है|हैं|था|थी|थे)',
  },
  ar: {
    claims:
      'هو|هي|هم|أنت|أنا|يكون|تكون|يكونون|كان|كانت|كانوا|سيكون|ستكون|أصبح|أصبحت|صار|صارت|يشعر|تشعر|يشعرون|يبدو|تبدو|يبدون|بدا|بدت',
    caught: 'كانت آدا سعيدة',
    feelings:
      'يشعر|تشعر|يشعرون|أشعر|مشاعر|المشاعر|شعور|الشعور|عاطفة|عواطف|العواطف|انفعال|انفعالات|الانفعالات|مزاج|المزاج',
    measures:
      'درجات|ترتيب|الترتيب|تصنيف|التصنيف|حضور|الحضور|انتباه|الانتباه|تركيز|التركيز|أداء|الأداء|إنتاجية|الإنتاجية|تفاعل|التفاعل',
    forms:
      'محايد|محايدون|سعيد|سعداء|سعيدات|متفاجئ|متفاجئون|حزين|حزينون|حزينات|غاضب|غاضبون|غاضبات|مشمئز|مشمئزون|خائف|خائفون|خائفات|فرح|مسرور|مسرورة',
  },
};

/** Where feelings are named to say that they cannot be seen or must not be inferred. */
const SAYS_SO: readonly MessageKey[] = [
  'tryCaveat',
  'reportCaveat',
  'notEuWork',
  'notEuEducation',
  'notUkWork',
  // What movements alone are not, to those who offer them and to those who are seen.
  'mayMovements',
  'mayMovementsEach',
  'noticeMovements',
  'noticeMovementsEach',
  'actsCaveat',
] as MessageKey[];

const catalogueOf = (language: Language): Catalogue =>
  JSON.parse(readFileSync(new URL(`../../_locales/${language}/messages.json`, import.meta.url), 'utf8'));

// \b knows only ASCII's letters. Japanese has no end of a word, and Hindi ends words with marks that are no letters.
const wordIn = ({ unspaced }: Grammar, words: string) =>
  unspaced ? `(?:${words})` : `(?<![\\p{L}])(?:${words})(?![\\p{L}])`;

function claimIn(grammar: Grammar, badges: readonly string[]): RegExp {
  const { claims, forms, unspaced } = grammar;
  const expressions = [...badges, ...(forms ? [forms] : [])].join('|');
  if (unspaced) return new RegExp(`(?:${expressions})(?:${claims})|${unspaced}`, 'u');
  return new RegExp(`${wordIn(grammar, claims)}[\\s,]+(?:\\p{L}+[\\s,]+){0,2}${wordIn(grammar, expressions)}`, 'iu');
}

describe.each(LANGUAGES)('the words in %s', (language) => {
  const catalogue = catalogueOf(language);
  const grammar: Grammar = GRAMMARS[language];
  const { caught, feelings, measures } = grammar;
  const word = (words: string) => wordIn(grammar, words);
  const messages = Object.entries(catalogue).map(([key, { message }]) => [key, message] as const);
  const expressions = messages.filter(([key]) => /^word[A-Z]/.test(key)).map(([, message]) => message);
  const claim = claimIn(grammar, expressions);

  it('never claim an expression of a person', () => {
    expect(expressions).toHaveLength(7);
    expect(caught).toMatch(claim);
    for (const [key, message] of messages) expect(message, key).not.toMatch(claim);
  });

  it('speak of feelings only to say that they are not seen', () => {
    const found = messages.filter(([, message]) => new RegExp(word(feelings), 'iu').test(message)).map(([key]) => key);
    expect(found.filter((key) => !SAYS_SO.includes(key as MessageKey))).toEqual([]);
    // Otherwise the words of feeling were misspelt.
    expect(found).toContain('tryCaveat');
  });

  it('know no scores, ranks or attendance', () => {
    const pattern = new RegExp(word(measures), 'iu');
    expect(measures.split('|')[0]).toMatch(pattern);
    for (const [key, message] of messages) expect(message, key).not.toMatch(pattern);
  });

  it('count people, and give no percentages of them', () => {
    // The share of the machine, which the settings write, is the only one there is.
    expect(messages.filter(([, message]) => message.includes('%')).map(([key]) => key)).toEqual([]);
  });
});
