import type { JSONObject, JSONValue, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { TypeValidationError } from '@ai-sdk/provider';
import type { TokenUsage } from '@geko/contracts/meters';
import { countOutput, type OutputCount } from './count-output.ts';
import { type Failure, failureOfPart } from './failure.ts';
import type { GenerationPart } from './generation.ts';
import { ABSENT_USAGE, type Provider, type RawNews } from './providers/provider.ts';
import { objectOf } from './providers/read-json.ts';
import { readRawUsage } from './read-raw-usage.ts';

/** Parts that the SDK adds by itself, or that say nothing about an answer having begun. */
const silentTypes = new Set<LanguageModelV4StreamPart['type']>([
  'stream-start',
  'raw',
  'ping',
  'error',
  'finish',
]);

/** A provider's counts, and the words in which it told them. */
type Counts = { usage: TokenUsage; raw: JSONValue | null };

const hasCounts = (usage: TokenUsage): boolean =>
  Object.values(usage).some((count) => count !== null);

/** Everything learnt from one stream so far. Once closed it takes nothing more in. */
export class Transcript {
  hasStarted = false;
  firstOutputAt: number | null = null;
  finishReason: string | null = null;
  failure: Failure | null = null;
  private isClosed = false;
  /** As the SDK tells it when the stream is over. */
  private lastWord: Counts | null = null;
  private earlyInput: RawNews['input'] = null;
  /** Counts as the chunks told them. */
  private readonly told: JSONObject = {};
  private hasEndedInRaw = false;
  private readonly text: string[] = [];
  private readonly reasoning: string[] = [];
  private readonly provider: Provider;
  private readonly prompt: readonly string[];
  private readonly onPart: (part: GenerationPart) => void;
  private readonly now: () => number;

  constructor(facts: {
    provider: Provider;
    prompt: readonly string[];
    onPart: (part: GenerationPart) => void;
    now: () => number;
  }) {
    this.provider = facts.provider;
    this.prompt = facts.prompt;
    this.onPart = facts.onPart;
    this.now = facts.now;
  }

  close(): void {
    this.isClosed = true;
  }

  /** Takes in the next part of the stream. */
  add(part: LanguageModelV4StreamPart): void {
    if (this.isClosed) return;
    if (!silentTypes.has(part.type)) this.hasStarted = true;
    switch (part.type) {
      case 'text-delta':
        return this.addOutput('text', part.delta);
      case 'reasoning-delta':
        return this.addOutput('reasoning', part.delta);
      case 'tool-call':
        return this.addToolCall(part);
      case 'raw':
        return this.addRaw(part.rawValue);
      case 'finish':
        return this.addFinish(part);
      case 'error':
        return this.addError(part.error);
      default:
        return;
    }
  }

  /** The stream came to an end that its provider had announced, by a reason or by its counts. */
  get isComplete(): boolean {
    return this.finishReason !== null || this.hasCounts;
  }

  /** The provider has counted the whole answer. */
  get hasCounts(): boolean {
    return (this.counts?.usage.outputTokens ?? null) !== null;
  }

  get usage(): TokenUsage | null {
    if (this.counts) return this.counts.usage;
    return this.earlyInput ? { ...ABSENT_USAGE, ...this.earlyInput } : null;
  }

  get rawUsage(): JSONValue | null {
    return this.counts?.raw ?? null;
  }

  /** By the SDK, or, of a stream that never came to its end, by its chunks. */
  private get counts(): Counts | null {
    const { lastWord } = this;
    if (this.finishReason === null || (lastWord?.usage.outputTokens ?? null) !== null)
      return lastWord;
    const usage = readRawUsage(this.provider.id, this.told, { hasFinishReason: true });
    return usage.outputTokens === null ? lastWord : { usage, raw: this.told };
  }

  /** Our own count, in o200k_base. */
  count(): OutputCount {
    return countOutput(this.text, this.reasoning);
  }

  private addOutput(kind: 'text' | 'reasoning', text: string): void {
    // After an error there may be a hole: text from beyond it is not shown.
    if (text === '' || this.failure) return;
    this.firstOutputAt ??= this.now();
    this[kind].push(text);
    this.onPart({ kind, text });
  }

  private addToolCall(part: LanguageModelV4StreamPart & { type: 'tool-call' }): void {
    if (this.failure || part.providerExecuted) return;
    this.firstOutputAt ??= this.now();
    this.text.push(part.toolName, part.input);
    const signature = part.providerMetadata?.['google']?.['thoughtSignature'];
    const thoughtSignature = typeof signature === 'string' ? signature : null;
    const { toolCallId: id, toolName: name } = part;
    this.onPart({ kind: 'tool', text: part.input, call: { id, name, thoughtSignature } });
  }

  private addRaw(rawValue: unknown): void {
    const news = this.provider.readRaw(objectOf(rawValue));
    this.hasEndedInRaw = news !== null && news.finishReason !== null;
    if (news === null) return;
    this.hasStarted = true;
    if (news.input) this.earlyInput = news.input;
    if (news.usage) Object.assign(this.told, news.usage);
    if (news.finishReason) this.finishReason = news.finishReason;
  }

  private addFinish({
    usage,
    finishReason,
    providerMetadata,
  }: LanguageModelV4StreamPart & { type: 'finish' }): void {
    const hasFinishReason = finishReason.raw !== undefined;
    const normalised = this.provider.normaliseUsage(usage, {
      hasFinishReason,
      providerMetadata: providerMetadata ?? null,
    });
    // Words that say nothing are no evidence: a receipt that keeps them would be held to them.
    if (hasCounts(normalised)) {
      this.lastWord = { usage: normalised, raw: usage.raw ?? null };
      this.hasStarted = true;
    }
    if (finishReason.raw !== undefined) this.finishReason = finishReason.raw;
  }

  private addError(error: unknown): void {
    // A closing event without usage does not fit the SDK's schema, though all that matters of it was read raw.
    if (this.hasEndedInRaw && TypeValidationError.isInstance(error)) return;
    // Behind its reason and its counts nothing is missing.
    if (this.finishReason !== null && this.hasCounts) return;
    this.failure ??= failureOfPart(error, this.prompt);
  }
}
