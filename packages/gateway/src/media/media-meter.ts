import type { JSONObject, JSONValue } from '@ai-sdk/provider';
import type { TokenUsage } from '@geko/contracts/meters';
import { countTokens } from '@geko/domain/tokens';
import type { UnitCounts } from '@geko/domain/unit-pricing';
import { NO_USAGE } from '@geko/domain/usage';
import { type Failure, makeFailure } from '../failure.ts';
import { objectOf } from '../providers/read-json.ts';
import { encodeVectors } from './encode-vectors.ts';
import { countsTokens, type MediaCall, type MediaEnd } from './media-call.ts';
import { readMediaUsage, readSeconds } from './media-usage.ts';

const JSON_TYPE = 'application/json';

/** Everything learnt from one answer so far. Once closed it takes nothing more in. */
export class MediaMeter {
  hasStarted = false;
  firstOutputAt: number | null = null;
  failure: Failure | null = null;
  answer: MediaEnd['answer'] = null;
  closing: string | null = null;
  isComplete = false;
  private rawUsage: JSONValue | null = null;
  private made: Partial<UnitCounts> = {};
  private words: string | null = null;
  private isClosed = false;
  private readonly call: MediaCall;
  private readonly onBytes: (bytes: Uint8Array) => void;
  private readonly now: () => number;

  constructor(call: MediaCall, facts: { onBytes: (bytes: Uint8Array) => void; now: () => number }) {
    this.call = call;
    this.onBytes = facts.onBytes;
    this.now = facts.now;
  }

  close(): void {
    this.isClosed = true;
  }

  /** The provider's own counts; nothing where they are of no use: tokens of what is billed without them. */
  get evidence(): JSONValue | null {
    if (this.rawUsage === null || countsTokens(this.call)) return this.rawUsage;
    return objectOf(this.rawUsage)['type'] === 'duration' ? this.rawUsage : null;
  }

  /** Tokens as the provider told them; null = it told none, and there should be some. */
  get usage(): TokenUsage | null {
    if (!this.isComplete) return null;
    if (!countsTokens(this.call)) return NO_USAGE;
    if (this.rawUsage === null) return null;
    const usage = readMediaUsage(this.rawUsage);
    return Object.values(usage).some((count) => count !== null) ? usage : null;
  }

  /** What was made or taken beside tokens, as told, else as we counted; null = not complete. */
  get units(): UnitCounts | null {
    if (!this.isComplete) return null;
    const { units, request } = this.call;
    const { images, characters } = units;
    const isHeard = request.kind === 'transcription' && units.seconds > 0;
    const seconds = isHeard ? Math.ceil(request.sound.seconds) : 0;
    return { images, characters, seconds, ...this.made };
  }

  /** Our own count of the output: of a transcript its words, of all else what is usual. */
  get outputTokens(): number {
    if (!countsTokens(this.call)) return 0;
    return this.words === null ? this.call.likelyOutputTokens : countTokens(this.words);
  }

  /** Takes in a piece of sound as it came. */
  addSound(bytes: Uint8Array): void {
    if (this.isClosed || bytes.byteLength === 0) return;
    this.hasStarted = true;
    this.firstOutputAt ??= this.now();
    this.onBytes(bytes);
  }

  /** Sound that came as it is has come to its end. */
  endSound(): void {
    if (this.isClosed) return;
    if (this.hasStarted) this.isComplete = true;
    else this.fail('bad_response');
  }

  /** Takes in an event of speech; false = read no further. isPassedOn: the caller wants the events, not the sound. */
  addEvent(payload: string, { isPassedOn }: { isPassedOn: boolean }): boolean {
    if (this.isClosed) return false;
    const event = readObject(payload);
    if (event === null) return this.fail('bad_response');
    if (event['error'] != null || event['type'] === 'error') return this.fail('error_part');
    const { audio } = event;
    if (event['type'] === 'speech.audio.delta' && typeof audio === 'string') {
      this.addSound(
        isPassedOn ? Buffer.from(`data: ${payload}\n\n`) : Buffer.from(audio, 'base64'),
      );
      return true;
    }
    if (event['type'] !== 'speech.audio.done') return true;
    this.hasStarted = true;
    this.isComplete = true;
    this.rawUsage = event['usage'] ?? null;
    this.closing = isPassedOn ? `data: ${payload}\n\n` : null;
    return false;
  }

  /** Takes in a whole answer. type: what it is said to be. */
  addAnswer(text: string, type: string): void {
    if (this.isClosed) return;
    const { request } = this.call;
    const isPlain =
      request.kind === 'transcription' &&
      request.body.response_format !== 'json' &&
      request.body.response_format !== 'verbose_json';
    if (isPlain && !type.includes('json')) {
      this.complete({ text, type: 'text/plain; charset=utf-8' });
      this.words = text;
      return;
    }
    const told = readObject(text);
    if (told?.['error'] != null) this.fail('error_part');
    else if (told === null || !this.addTold(told, text)) this.fail('bad_response');
  }

  fail(kind: 'bad_response' | 'error_part'): false {
    this.failure ??= makeFailure(kind, null, `${kind} in an answer`);
    return false;
  }

  /** Whether it is an answer of its kind. */
  private addTold(told: JSONObject, text: string): boolean {
    const { request } = this.call;
    const data = Array.isArray(told['data']) ? told['data'] : [];
    switch (request.kind) {
      case 'embedding': {
        if (data.length === 0) return false;
        const encoded = request.body.encoding_format === 'base64' ? encodeVectors(told) : null;
        this.complete({ text: encoded === null ? text : JSON.stringify(encoded), type: JSON_TYPE });
        break;
      }
      case 'image':
        if (data.length === 0) return false;
        this.made = { images: data.length };
        this.complete({ text, type: JSON_TYPE });
        break;
      case 'transcription': {
        const { text: words } = told;
        if (typeof words !== 'string') return false;
        const seconds = readSeconds(told);
        this.words = words;
        this.made = seconds === null || this.call.units.seconds === 0 ? {} : { seconds };
        this.complete({ text, type: JSON_TYPE });
        break;
      }
      case 'speech':
        return false;
    }
    this.rawUsage = told['usage'] ?? null;
    return true;
  }

  private complete(answer: { text: string; type: string }): void {
    this.hasStarted = true;
    this.isComplete = true;
    this.answer = answer;
  }
}

function readObject(text: string): JSONObject | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? objectOf(parsed) : null;
  } catch {
    return null;
  }
}
