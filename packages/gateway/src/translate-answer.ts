import type { JSONObject } from '@ai-sdk/provider';
import { totalInputTokens, totalOutputTokens } from '@geko/domain/usage';
import type { GenerationEnd, GenerationPart } from './generation.ts';

/** A call of a function, in the dialect's own shape. */
type ToolCall = JSONObject & { id: string; type: 'function' };

/** Tells an answer of another dialect as OpenAI's would come: chunk by chunk, and as a whole at its end. */
export class AnswerTranslator {
  readonly frame: JSONObject;
  private readonly texts = { text: '', reasoning: '' };
  private readonly calls: ToolCall[] = [];
  private hasBegun = false;

  constructor(frame: { id: string; created: number; model: string }) {
    this.frame = frame;
  }

  /** The event that tells a piece. */
  event(part: GenerationPart): string {
    if (part.kind !== 'tool') {
      this.texts[part.kind] += part.text;
      const field = part.kind === 'text' ? 'content' : 'reasoning_content';
      return this.chunk({ [field]: part.text });
    }
    const call: ToolCall = {
      id: part.call.id,
      type: 'function',
      function: { name: part.call.name, arguments: part.text },
      ...(part.call.thoughtSignature === null
        ? {}
        : { extra_content: { google: { thought_signature: part.call.thoughtSignature } } }),
    };
    this.calls.push(call);
    return this.chunk({ tool_calls: [{ index: this.calls.length - 1, ...call }] });
  }

  /** The event that tells why it ended. */
  finish(end: GenerationEnd): string {
    return this.chunk({}, this.finishReason(end));
  }

  /** The answer as a whole. */
  answer(end: GenerationEnd): JSONObject {
    const { text, reasoning } = this.texts;
    return {
      ...this.frame,
      object: 'chat.completion',
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: text === '' && this.calls.length > 0 ? null : text,
            ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
            ...(this.calls.length === 0 ? {} : { tool_calls: this.calls }),
          },
          logprobs: null,
          finish_reason: this.finishReason(end),
        },
      ],
    };
  }

  private finishReason({ finishReason }: GenerationEnd): string {
    if (this.calls.length > 0) return 'tool_calls';
    const word = finishReason?.toLowerCase() ?? '';
    if (/max_tokens|length/u.test(word)) return 'length';
    return /safety|filter|refusal|recitation|blocklist|prohibited|spii/u.test(word)
      ? 'content_filter'
      : 'stop';
  }

  private chunk(delta: JSONObject, finishReason: string | null = null): string {
    const role = this.hasBegun ? {} : { role: 'assistant' };
    this.hasBegun = true;
    const choice = { index: 0, delta: { ...role, ...delta }, finish_reason: finishReason };
    const chunk = { ...this.frame, object: 'chat.completion.chunk', choices: [choice] };
    return `data: ${JSON.stringify(chunk)}\n\n`;
  }
}

/** A provider's counts in the dialect's own words; null = it told none, or not all. */
export function translateUsage({ usage }: GenerationEnd): JSONObject | null {
  if (usage === null || usage.outputTokens === null) return null;
  const known = Object.fromEntries(
    Object.entries(usage).map(([name, count]) => [name, count ?? 0]),
  ) as Record<keyof typeof usage, number>;
  const prompt = totalInputTokens(known);
  const completion = totalOutputTokens(known);
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: known.cachedInputTokens },
    completion_tokens_details: { reasoning_tokens: known.reasoningTokens },
  };
}
