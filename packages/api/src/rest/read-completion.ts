import { z } from 'zod';

/** What of a completion, or of a chunk of one, is told here; whatever else a provider writes is left out. */
const Said = z.object({ content: z.string().nullish() });
const Choice = z.object({
  message: Said.optional(),
  delta: Said.optional(),
  finish_reason: z.string().nullish(),
});
const Completion = z.object({ choices: z.array(Choice).optional() });

/** The text of a completion or chunk, and why it ended; '' and null where it says none. */
export function readCompletion(said: unknown): { text: string; finishReason: string | null } {
  const choice = Completion.safeParse(said).data?.choices?.[0];
  return {
    text: choice?.message?.content ?? choice?.delta?.content ?? '',
    finishReason: choice?.finish_reason ?? null,
  };
}
