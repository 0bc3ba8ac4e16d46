import type { CompletedCall } from '@geko/services/calls/complete-call';
import type { StartedCall } from '@geko/services/calls/start-call';

/** The provider's own usage, or our count where it told none. */
export function usageOf(
  { hold }: Pick<StartedCall, 'hold'>,
  { reportedUsage, counted }: CompletedCall['end'],
) {
  if (reportedUsage !== null) return reportedUsage;
  const { inputTokens: prompt } = hold;
  const { outputTokens: completion } = counted;
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
  };
}

/** The last events of a stream that finished. */
export function streamEnd(
  call: Pick<StartedCall, 'hold'>,
  end: CompletedCall['end'],
  { wantsUsage }: { wantsUsage: boolean },
): string {
  const { frame } = end;
  const chunk = {
    ...frame,
    object: 'chat.completion.chunk',
    choices: [],
    usage: usageOf(call, end),
  };
  return `${wantsUsage ? `data: ${JSON.stringify(chunk)}\n\n` : ''}data: [DONE]\n\n`;
}
