import type { Ollama } from 'ollama';
import { z } from 'zod';
import type { LocalChat, LocalChatEnd } from '@geko/contracts/local-models';
import { LocalModelError } from '../local-error.ts';
import type { ChatOptions } from '../local-models.ts';
import { explainOllama } from './explain-ollama.ts';

const Line = z.object({
  message: z.object({ content: z.string().default(''), thinking: z.string().default('') }),
  done: z.boolean(),
  done_reason: z.string().optional(),
  prompt_eval_count: z.number().int().nonnegative().default(0),
  eval_count: z.number().int().nonnegative().default(0),
});

/** A chat as LocalModels has it, by the tag that Ollama calls the model. */
export async function chatByOllama(
  client: Ollama,
  tag: string,
  { maxTokens, temperature, topP, messages }: Omit<LocalChat, 'modelId'>,
  { signal, onPart }: ChatOptions,
): Promise<LocalChatEnd> {
  const usage = { inputTokens: 0, outputTokens: 0, reasoningTokens: 0 };
  let hasBegun = false;
  try {
    const lines = await client.chat({
      model: tag,
      messages: [...messages],
      stream: true,
      options: {
        num_predict: maxTokens,
        ...(temperature !== null && { temperature }),
        ...(topP !== null && { top_p: topP }),
      },
    });
    for await (const said of lines) {
      hasBegun = true;
      const line = Line.parse(said);
      const { content, thinking } = line.message;
      if (thinking !== '') {
        usage.reasoningTokens += 1;
        onPart({ kind: 'reasoning', text: thinking });
      }
      if (content !== '') {
        usage.outputTokens += 1;
        onPart({ kind: 'text', text: content });
      }
      if (!line.done) continue;
      // Ollama counts both kinds together; a line is a token, so lines tell which part of them was thought.
      const reasoningTokens = Math.min(usage.reasoningTokens, line.eval_count);
      const outputTokens = line.eval_count - reasoningTokens;
      const finishReason = line.done_reason === 'length' ? 'length' : 'stop';
      const counted = { inputTokens: line.prompt_eval_count, outputTokens, reasoningTokens };
      return { finishReason, usage: counted };
    }
    throw new LocalModelError('engine_crashed');
  } catch (cause) {
    if (signal.aborted) return { finishReason: 'aborted', usage };
    throw explainOllama(cause, { hasBegun });
  }
}
