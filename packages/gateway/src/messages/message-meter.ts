import type { JSONObject, JSONValue } from '@ai-sdk/provider';
import type { TokenUsage } from '@geko/contracts/meters';
import type { ProviderId } from '@geko/contracts/models';
import { AnswerMeter, readPayload } from '../answer-meter.ts';
import { objectOf } from '../providers/read-json.ts';
import { readRawUsage } from '../read-raw-usage.ts';

/**
 * Everything learnt from one answer in Anthropic's dialect so far. Once closed it takes nothing more in. Input is counted
 * at the beginning, output at the end: what the beginning says of output is provisional.
 */
export class MessageMeter extends AnswerMeter {
  private firstUsage: JSONObject = {};
  private lastUsage: JSONObject | null = null;

  get hasCounts(): boolean {
    return this.isComplete && this.lastUsage !== null;
  }

  /** Its counts, once it is complete and has given those of its output. */
  get rawUsage(): JSONValue | null {
    if (!this.hasCounts) return null;
    const last = Object.entries(this.lastUsage ?? {}).filter(([, count]) => count !== null);
    return { ...this.firstUsage, ...Object.fromEntries(last) };
  }

  /** The same in Geko's classes; those of the input alone where no more was told; null = nothing was. */
  usageOf(provider: ProviderId): TokenUsage | null {
    const raw = this.rawUsage;
    const usage = readRawUsage(provider, raw ?? this.firstUsage, { hasFinishReason: raw !== null });
    return Object.values(usage).some((count) => count !== null) ? usage : null;
  }

  /** Takes in a whole answer. */
  addAnswer(answer: JSONObject): void {
    if (this.isClosed) return;
    if (answer['type'] === 'error') return this.fail('error_part');
    const { content, stop_reason: reason } = answer;
    if (!Array.isArray(content)) return this.fail('bad_response');
    this.hasStarted = true;
    if (typeof reason === 'string') this.finishReason = reason;
    this.addUsage(answer['usage']);
    for (const block of content) this.addBlock(objectOf(block));
    this.answer = answer;
  }

  /** The event as it is passed on; '' = it is not. */
  protected addPayload(payload: string): string {
    const event = readPayload(payload);
    const type = event?.['type'];
    if (event === null || typeof type !== 'string') {
      this.fail('bad_response');
      return '';
    }
    switch (type) {
      case 'message_start': {
        this.hasStarted = true;
        const { output_tokens: _provisional, ...usage } = objectOf(
          objectOf(event['message'])['usage'],
        );
        this.firstUsage = usage;
        break;
      }
      case 'content_block_start':
        this.addBlock(objectOf(event['content_block']));
        break;
      case 'content_block_delta':
        this.addDelta(objectOf(event['delta']));
        break;
      case 'message_delta': {
        const reason = objectOf(event['delta'])['stop_reason'];
        if (typeof reason === 'string') this.finishReason = reason;
        this.addUsage(event['usage']);
        const { type: _type, usage: _usage, ...frame } = event;
        this.frame = frame;
        return '';
      }
      case 'message_stop':
        this.hasStopped = true;
        return '';
      case 'error':
        this.fail('error_part');
        return '';
    }
    return `event: ${type}\ndata: ${payload}\n\n`;
  }

  private addUsage(usage: JSONValue | undefined): void {
    if (usage === undefined || usage === null) return;
    this.lastUsage = objectOf(usage);
    this.hasStarted = true;
  }

  private addBlock(block: JSONObject): void {
    this.push(this.text, block['text'], block['name']);
    this.push(this.reasoning, block['thinking']);
    const input = block['input'];
    const isEmpty = Object.keys(objectOf(input)).length === 0;
    if (block['type'] === 'tool_use' && !isEmpty) this.push(this.text, JSON.stringify(input));
  }

  private addDelta(delta: JSONObject): void {
    this.push(this.text, delta['text'], delta['partial_json']);
    this.push(this.reasoning, delta['thinking']);
  }

  private push(texts: string[], ...said: (JSONValue | undefined)[]): void {
    this.hasStarted = true;
    for (const value of said) {
      if (typeof value !== 'string' || value === '') continue;
      texts.push(value);
      this.firstOutputAt ??= this.now();
    }
  }
}
