import { z } from 'zod';
import type { LocalChat } from '@geko/contracts/local-models';

const TextPart = z.object({ type: z.literal('text'), text: z.string() });
const Content = z.union([
  z.string(),
  z.array(TextPart).transform((parts) => parts.map(({ text }) => text).join('')),
]);

/** What of OpenAI's Chat Completions local models do: text, with a length and two knobs. Other fields are not looked at. */
const Completion = z.object({
  model: z.string(),
  messages: z
    .array(
      z.object({
        role: z.enum(['system', 'developer', 'user', 'assistant']),
        content: Content.nullish().transform((content) => content ?? ''),
      }),
    )
    .min(1),
  max_tokens: z.number().int().positive().nullish(),
  max_completion_tokens: z.number().int().positive().nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().gt(0).max(1).nullish(),
  stream: z.boolean().nullish(),
});

const USUAL_MAX_TOKENS = 2_048;

export type AskedCompletion = { chat: LocalChat; isStreamed: boolean };

/** null = it is nothing that a local model can answer; field: what of it. */
export function readCompletion(body: unknown): AskedCompletion | { field: string } {
  const parsed = Completion.safeParse(body);
  if (!parsed.success) return { field: parsed.error.issues[0]?.path.join('.') ?? '' };
  const { model, messages, temperature, top_p, stream, ...lengths } = parsed.data;
  return {
    isStreamed: stream === true,
    chat: {
      modelId: model,
      messages: messages.map(({ role, content }) => ({
        role: role === 'developer' ? 'system' : role,
        content,
      })),
      maxTokens: lengths.max_completion_tokens ?? lengths.max_tokens ?? USUAL_MAX_TOKENS,
      temperature: temperature ?? null,
      topP: top_p ?? null,
    },
  };
}
