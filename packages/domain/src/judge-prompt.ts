/** What the model `auto` knows of what is asked. */
export type AskedPrompt = {
  /** What people have written, oldest first; the last is what is to be answered. */
  questions: readonly string[];
  /** Messages before the last of those, of whomever. */
  messagesBefore: number;
  /** All that the model reads, in characters. */
  inputChars: number;
  pictures: number;
  tools: number;
  /** The answer has to keep to a schema. */
  hasSchema: boolean;
  /** How hard the caller wants it thought over; null = they do not say. */
  effort: 'little' | 'much' | null;
  /** The longest answer that the caller takes; null = they do not say. */
  maxOutputTokens: number | null;
};

export type Difficulty = 'simple' | 'hard';

/** What tells that a prompt is hard, and how much it tells. */
const points = {
  /** The caller asks for much thought. */
  effort: 2,
  /** A word of work that has to be thought through: prove, debug, step by step. */
  reasoning: 2,
  /** Much to be read, and kept in mind. */
  long_input: 2,
  /** A word of work that may be hard: compare, plan, implement. */
  task: 1,
  /** Another such word. */
  more_tasks: 1,
  code: 1,
  formula: 1,
  long_question: 1,
  several_questions: 1,
  /** The question before was hard: this one goes on from there. */
  hard_before: 1,
  long_conversation: 1,
  long_answer: 1,
  pictures: 1,
  tools: 1,
  schema: 1,
} as const;
export type HardSign = keyof typeof points;

/** From so many points on a prompt is hard: one strong sign, or two weak ones. */
const HARD_FROM = 2;

const LONG_INPUT_CHARS = 16_000;
const LONG_QUESTION_CHARS = 1_500;
const LONG_CONVERSATION_MESSAGES = 10;
const LONG_ANSWER_TOKENS = 8_192;
const SEVERAL_QUESTIONS = 3;

/** So much of either end of a question is looked at for words: what is longer is hard by its length. */
const LOOKED_AT_CHARS = 10_000;

/** Words in English and German; what is asked in other languages is judged by everything else. */
const words = (list: string): RegExp => new RegExp(`(?<!\\p{L})(?:${list})(?!\\p{L})`, 'giu');

const reasoningWords = words(
  [
    'prov(?:e|es|ing)|proof (?:of|that)|theorem|lemma|deriv(?:e|es|ing|ation)',
    'step[- ]by[- ]step|think (?:hard|carefully|deeply)|reason (?:through|about)|rigorous(?:ly)?',
    'trade-?offs?|root[- ]causes?|edge cases|race conditions?|deadlocks?|algorithms?',
    'debug(?:ging)?|refactor(?:ing)?|optimi[sz](?:e|es|ing|ation)|(?:time|space) complexity',
    'beweis(?:e|en)?|herleit(?:en|ung)|schritt für schritt|algorithm(?:us|en)|abwäg(?:en|ung)',
    'refaktorier(?:e|en)|optimier(?:e|en|ung)|denk(?:e)? (?:gründlich|genau) nach|ursachenanalyse',
  ].join('|'),
);

const taskWords = words(
  [
    'analy[sz](?:e|es|ing)|analysis|compar(?:e|es|ing|ison)|contrast|evaluat(?:e|es|ing|ion)|assess(?:ment)?',
    'critique|review|justify|diagnos(?:e|is)|investigate|why (?:does|do|did|is it|are there)',
    'design|architecture|strategy|roadmap|plan|implement(?:ation)?|migrat(?:e|ion)|write (?:a|the) (?:program|function|script|class|test)s?',
    'solve|calculate|compute|estimate|equations?|probability|simulate|what would happen',
    'analysier(?:e|en)|vergleich(?:e|en)?|bewert(?:e|en|ung)|begründ(?:e|en|ung)|beurteil(?:e|en)',
    'entwirf|entwerfen|architektur|strategie|plane|implementier(?:e|en)|löse|berechn(?:e|en|ung)|gleichung(?:en)?',
  ].join('|'),
);

const code = new RegExp(
  [
    '```',
    String.raw`[;{}][ \t]*$`,
    '=>',
    String.raw`<\/\w`,
    String.raw`^\s{0,8}(?:def|class|function|async|const|let|var|public|func|fn)\b[^\n]{0,200}[({=]`,
    String.raw`^\s{0,8}(?:from [\w.]{1,80} import|import [\w.{]{1,80};?$|#include)`,
    String.raw`\bSELECT\b[^\n]{1,400}\bFROM\b`,
    String.raw`Traceback \(most`,
  ].join('|'),
  'mu',
);
const formula =
  /\$\$|\\(?:frac|sum|int|sqrt|begin)\b|[∑∫√∂∀∃≤≥≠≈]|\b[a-z] ?\^ ?\d|\d ?[*/^] ?\w{1,9} ?[-+=]/mu;

/**
 * Whether a prompt takes a strong model, by what can be seen of it without asking one, and why: a rule of thumb, the same
 * for the same prompt. A caller who asks for little thought gets it.
 */
export function judgePrompt(asked: AskedPrompt): { difficulty: Difficulty; signs: HardSign[] } {
  const signs = [...signsOf(asked)];
  const sum = signs.reduce((total, sign) => total + points[sign], 0);
  const isHard = asked.effort !== 'little' && sum >= HARD_FROM;
  return { difficulty: isHard ? 'hard' : 'simple', signs };
}

function* signsOf(asked: AskedPrompt): Generator<HardSign> {
  const question = asked.questions.at(-1) ?? '';
  const before = asked.questions.at(-2) ?? '';
  if (asked.effort === 'much') yield 'effort';
  if (asked.inputChars >= LONG_INPUT_CHARS) yield 'long_input';
  yield* textSigns(question);
  if (sumOf(textSigns(before)) >= HARD_FROM) yield 'hard_before';
  if (asked.messagesBefore >= LONG_CONVERSATION_MESSAGES) yield 'long_conversation';
  if ((asked.maxOutputTokens ?? 0) > LONG_ANSWER_TOKENS) yield 'long_answer';
  if (asked.pictures > 0) yield 'pictures';
  if (asked.tools > 0) yield 'tools';
  if (asked.hasSchema) yield 'schema';
}

/** What the words of one question tell. */
function* textSigns(whole: string): Generator<HardSign> {
  const text =
    whole.length <= 2 * LOOKED_AT_CHARS
      ? whole
      : `${whole.slice(0, LOOKED_AT_CHARS)}\n${whole.slice(-LOOKED_AT_CHARS)}`;
  if (whole.length >= LONG_QUESTION_CHARS) yield 'long_question';
  if (text.search(reasoningWords) >= 0) yield 'reasoning';
  const tasks = new Set((text.match(taskWords) ?? []).map((word) => word.toLowerCase()));
  if (tasks.size > 0) yield 'task';
  if (tasks.size > 1) yield 'more_tasks';
  if (code.test(text)) yield 'code';
  if (formula.test(text)) yield 'formula';
  if ((text.match(/\?(?=\s|$)/gu) ?? []).length >= SEVERAL_QUESTIONS) yield 'several_questions';
}

function sumOf(signs: Iterable<HardSign>): number {
  let sum = 0;
  for (const sign of signs) sum += points[sign];
  return sum;
}
