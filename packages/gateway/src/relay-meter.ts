import type { JSONObject, JSONValue } from '@ai-sdk/provider';
import type { TokenUsage } from '@geko/contracts/meters';
import type { ProviderId } from '@geko/contracts/models';
import { AnswerMeter, readPayload } from './answer-meter.ts';
import { PlainChunks } from './plain-chunks.ts';
import { objectOf } from './providers/read-json.ts';
import { readRawUsage } from './read-raw-usage.ts';

const DONE = '[DONE]';

/** Everything learnt from one relayed answer so far. Once closed it takes nothing more in. */
export class RelayMeter extends AnswerMeter {
  private lastUsage: JSONValue | null = null;
  private readonly plain = new PlainChunks();

  get hasCounts(): boolean {
    return this.isComplete && this.lastUsage !== null;
  }

  /** Its last counts, once it is complete: those of a stream that broke off are provisional, a zero of its first chunk, say. */
  get rawUsage(): JSONValue | null {
    return this.hasCounts ? this.lastUsage : null;
  }

  /** The same in Geko's classes; null = it gave none. */
  usageOf(provider: ProviderId): TokenUsage | null {
    if (this.rawUsage === null) return null;
    const usage = readRawUsage(provider, this.rawUsage, {
      hasFinishReason: this.finishReason !== null,
    });
    return Object.values(usage).some((count) => count !== null) ? usage : null;
  }

  /** Takes in a whole answer. */
  addAnswer(answer: JSONObject): void {
    if (this.isClosed) return;
    if (answer['error'] !== undefined && answer['error'] !== null) {
      this.fail('error_part');
      return;
    }
    const choice = firstOf(answer['choices']);
    if (choice === null) {
      this.fail('bad_response');
      return;
    }
    this.addUsage(answer);
    this.addChoice(choice, objectOf(choice['message']));
    this.answer = answer;
  }

  /** The event as it is passed on; '' = it is not. */
  protected addPayload(payload: string): string {
    if (payload === DONE) {
      this.hasStopped = true;
      return '';
    }
    const text = this.plain.textOf(payload);
    if (text !== null) {
      this.text.push(text);
      return `data: ${payload}\n\n`;
    }
    const chunk = readPayload(payload);
    const isError = chunk !== null && (chunk['error'] ?? null) !== null;
    if (chunk === null || isError) {
      this.fail(isError ? 'error_part' : 'bad_response');
      return '';
    }
    const hasUsage = this.addUsage(chunk);
    const choice = firstOf(chunk['choices']);
    if (choice === null) return '';
    if (this.frame['id'] === undefined) {
      const { id = '', created = 0, model = '' } = chunk;
      this.frame = { id, created, model };
    }
    const delta = objectOf(choice['delta']);
    this.addChoice(choice, delta);
    if (!hasUsage && saysOnlyText(choice, delta)) this.plain.learn(payload, delta['content']);
    return `data: ${hasUsage ? withoutUsage(chunk) : payload}\n\n`;
  }

  /** Whether there are any. The last ones count, as some providers count up. */
  private addUsage(chunk: JSONObject): boolean {
    const usage = chunk['usage'] ?? objectOf(chunk['x_groq'])['usage'] ?? null;
    if (usage === null) return false;
    this.lastUsage = usage;
    this.hasStarted = true;
    return true;
  }

  private addChoice(choice: JSONObject, said: JSONObject): void {
    this.hasStarted = true;
    const before = this.text.length + this.reasoning.length;
    push(this.text, said['content'], said['refusal']);
    push(this.reasoning, said['reasoning_content'] ?? said['reasoning']);
    if (Array.isArray(said['tool_calls'])) {
      for (const call of said['tool_calls']) {
        const asked = objectOf(objectOf(call)['function']);
        push(this.text, asked['name'], asked['arguments']);
      }
    }
    if (this.text.length + this.reasoning.length > before) this.firstOutputAt ??= this.now();
    const reason = choice['finish_reason'];
    if (typeof reason === 'string' && reason !== '') this.finishReason = reason;
  }
}

function firstOf(choices: JSONValue | undefined): JSONObject | null {
  const first: unknown = Array.isArray(choices) ? choices[0] : undefined;
  return typeof first === 'object' && first !== null ? objectOf(first) : null;
}

/** Whether there is nothing in it but a piece of the answer's text. */
function saysOnlyText(
  choice: JSONObject,
  delta: JSONObject,
): delta is JSONObject & { content: string } {
  const { content, role: _role, ...rest } = delta;
  const isQuiet = Object.values(rest).every((value) => value === null || value === undefined);
  return isQuiet && typeof content === 'string' && !choice['finish_reason'];
}

/** What of it is text; Mistral puts its thinking and its answer into lists of parts. */
function push(texts: string[], ...said: (JSONValue | undefined)[]): void {
  for (const value of said) {
    if (typeof value === 'string' && value !== '') texts.push(value);
    else if (Array.isArray(value)) {
      for (const part of value) push(texts, objectOf(part)['text'], objectOf(part)['thinking']);
    }
  }
}

function withoutUsage(chunk: JSONObject): string {
  const { usage: _usage, x_groq: _groq, ...rest } = chunk;
  return JSON.stringify(rest);
}
