import { createAnthropic } from '@ai-sdk/anthropic';
import { createDeepSeek } from '@ai-sdk/deepseek';
import { createGoogle } from '@ai-sdk/google';
import { createGroq } from '@ai-sdk/groq';
import { createMistral } from '@ai-sdk/mistral';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { DialectName } from './dialects/dialect.ts';

export type SdkModel = ReturnType<ReturnType<typeof createOpenAI>['chat']>;
export type CallOptions = Parameters<SdkModel['doStream']>[0];
export type StreamPart =
  Awaited<ReturnType<SdkModel['doStream']>>['stream'] extends ReadableStream<infer Part>
    ? Part
    : never;
export type FinishPart = Extract<StreamPart, { type: 'finish' }>;

/** A model of every SDK package Geko uses, pointed at the fake provider, by the dialect it should be heard in. */
export function sdkModels(url: string, apiKey = 'sk-test-1234'): Record<DialectName, SdkModel> {
  const settings = { baseURL: `${url}/v1`, apiKey };
  const openai = createOpenAI(settings);
  return {
    responses: openai('gpt-5'),
    'chat:openai': openai.chat('gpt-4o'),
    'chat:mistral': createMistral(settings)('mistral-large-latest'),
    'chat:deepseek': createDeepSeek(settings)('deepseek-chat'),
    'chat:groq': createGroq(settings)('llama-3.3-70b-versatile'),
    'chat:openai-compatible': createOpenAICompatible({
      ...settings,
      name: 'local',
      includeUsage: true,
    })('any'),
    anthropic: createAnthropic(settings)('claude-sonnet-4-5'),
    google: createGoogle({ ...settings, baseURL: `${url}/v1beta` })('gemini-2.5-flash'),
  };
}

/** Call options for one user message. */
export function userSays(text: string, more: Partial<CallOptions> = {}): CallOptions {
  return { prompt: [{ role: 'user', content: [{ type: 'text', text }] }], ...more };
}

/** What came out of a stream; `broken` is what reading it threw. */
export type StreamResult = {
  text: string;
  reasoning: string;
  errors: unknown[];
  /** The events as they came over the wire. */
  raw: unknown[];
  finish: FinishPart | null;
  broken: unknown;
};

/** Reads a stream to its end, or to where it breaks. */
export async function readStream(model: SdkModel, options: CallOptions): Promise<StreamResult> {
  const result: StreamResult = {
    text: '',
    reasoning: '',
    errors: [],
    raw: [],
    finish: null,
    broken: null,
  };
  const { stream } = await model.doStream({ ...options, includeRawChunks: true });
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (value.type === 'text-delta') result.text += value.delta;
      if (value.type === 'reasoning-delta') result.reasoning += value.delta;
      if (value.type === 'raw') result.raw.push(value.rawValue);
      if (value.type === 'error') result.errors.push(value.error);
      if (value.type === 'finish') result.finish = value;
    }
  } catch (error) {
    result.broken = error;
  }
  return result;
}

/** Text of a whole answer. */
export function textOfAnswer(answer: Awaited<ReturnType<SdkModel['doGenerate']>>): string {
  return answer.content.map((part) => (part.type === 'text' ? part.text : '')).join('');
}
