import type { LogEntry } from '@geko/fake-provider/request-log';
import type { Books, TurnBooks } from './read-books.ts';
import type { SentMessage } from './send-message.ts';

/** The part of the provider's log that is compared. */
export type ProviderCall = Pick<
  LogEntry,
  'promptTokens' | 'outputTokensSent' | 'reasoningTokens' | 'text'
> & { turnId: string };

/** What the three sides know after the last crash: clients, database, provider. */
export type Evidence = {
  messages: readonly SentMessage[];
  books: Books;
  calls: readonly ProviderCall[];
  /** What of the provider's token log the books do not explain. */
  tokenProblems: readonly string[];
};

/**
 * Compares what clients were told, what the database kept, and what the provider gave out. One
 * sentence for each thing that is lost, charged twice, left held, or odd; none = proven.
 */
export function findProblems({ messages, books, calls, tokenProblems }: Evidence): string[] {
  const callsByTurn = Map.groupBy(calls, ({ turnId }) => turnId);
  const named = (id: string, problems: string[]) => problems.map((what) => `${id}: ${what}`);
  const sent = new Set(messages.map(({ id }) => id));
  return [
    ...messages.flatMap((message) =>
      named(`message ${message.id}`, messageProblems(message, books)),
    ),
    ...[...books.turns].flatMap(([id, turn]) =>
      named(`turn ${id}`, turnProblems(turn, callsByTurn.get(id) ?? [])),
    ),
    ...[...books.turns.keys()]
      .filter((id) => !sent.has(id))
      .map((id) => `turn ${id}: nobody sent it`),
    ...[...callsByTurn.keys()]
      .filter((id) => !books.turns.has(id))
      .map((id) => `the provider was called for ${id}, which the database does not know`),
    ...books.counters.flatMap(counterProblems),
    ...(books.ledgerSumNano === '0' ? [] : [`the ledger sums to ${books.ledgerSumNano} nano-USD`]),
    ...books.ledgerProblems.map((problem) => `ledger verify: ${problem}`),
    ...tokenProblems.map((problem) => `token log: ${problem}`),
  ];
}

function messageProblems(message: SentMessage, books: Books): string[] {
  const problems = message.oddities.map((oddity) => `the client was answered ${oddity}`);
  const turn = books.turns.get(message.id);
  if (message.refusedWith !== null && !message.isAcknowledged) {
    const isLeft = turn !== undefined || books.questionIds.has(message.id);
    return isLeft ? [...problems, 'refused, and yet saved'] : problems;
  }
  if (message.answers.length === 0) problems.push('was never read to its end');
  if (!message.isAcknowledged) return problems;
  if (turn === undefined) return [...problems, 'acknowledged, and lost'];
  if (turn.questions.join() !== message.text) problems.push('its own text is not what was saved');
  const saved = turn.answers[0] ?? '';
  if (message.partialTexts.some((text) => !saved.startsWith(text))) {
    problems.push('the client was given text that is not in the saved answer');
  }
  for (const answer of message.answers) {
    if (answer.text !== saved) problems.push('the whole answer is not the saved one');
    if (answer.status !== turn.status)
      problems.push(`ended ${answer.status}, saved ${turn.status}`);
    if (answer.chargeNano !== (turn.usage[0]?.chargeNano ?? null)) {
      problems.push('its receipt is not the booked charge');
    }
  }
  return problems;
}

function turnProblems(turn: TurnBooks, calls: readonly ProviderCall[]): string[] {
  const problems: string[] = [];
  const expectOne = (what: string, count: number) => {
    if (count !== 1) problems.push(`${count} × ${what}`);
  };
  if (turn.status === 'running' || !turn.isClosed) problems.push('not ended');
  if (turn.holds.join() !== 'settled') problems.push(`hold: ${turn.holds.join() || 'none'}`);
  expectOne('question', turn.questions.length);
  expectOne('answer', turn.answers.length);
  expectOne('usage row', turn.usage.length);
  if (calls.length > 1) problems.push(`the provider was called ${calls.length} times`);
  const [usage] = turn.usage;
  const [call] = calls;
  if (usage === undefined) return problems;
  if (turn.journals !== (usage.costNano === '0' ? 0 : 1))
    problems.push(`${turn.journals} × journal`);
  if (usage.outcome !== turn.status) problems.push(`booked as ${usage.outcome}, is ${turn.status}`);
  if (usage.isEstimated !== (turn.status === 'interrupted')) {
    problems.push(`${turn.status}, and ${usage.isEstimated ? '' : 'not '}marked as estimated`);
  }
  if (!(call?.text ?? '').startsWith(turn.answers[0] ?? '')) {
    problems.push('saved text that the provider did not give');
  }
  const given = (call?.outputTokensSent ?? 0) + (call?.reasoningTokens ?? 0);
  if (usage.outputTokens > given)
    problems.push(`booked ${usage.outputTokens} tokens of ${given} given`);
  if (usage.isEstimated) return problems;
  if (usage.outputTokens !== given || usage.inputTokens !== call?.promptTokens) {
    problems.push(
      `booked ${usage.inputTokens} + ${usage.outputTokens} tokens, the provider counts ${call?.promptTokens} + ${given}`,
    );
  }
  return problems;
}

function counterProblems({
  workspaceId,
  used,
  held,
  metered,
}: Books['counters'][number]): string[] {
  const place = `the token counter of workspace ${workspaceId}`;
  return [
    ...(held === 0 ? [] : [`${place} still holds ${held}`]),
    ...(used === metered ? [] : [`${place} says ${used}, the receipts ${metered}`]),
  ];
}
