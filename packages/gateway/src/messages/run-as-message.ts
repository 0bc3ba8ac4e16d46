import type { CompletionCall, CompletionEnd, TellEvents } from '../completion.ts';
import { MessageTranslator } from './message-translator.ts';
import { showsThinking } from './to-chat-request.ts';

/** Carries a call in OpenAI's dialect, and tells its answer in the one in which it was asked. */
export async function runAsMessage(
  { message = null, hold, upstreamModel }: CompletionCall,
  onEvents: TellEvents,
  carry: (tell: TellEvents) => Promise<CompletionEnd>,
): Promise<CompletionEnd> {
  if (message === null) return carry(onEvents);
  const translator = new MessageTranslator({
    id: `msg_${hold.turnId}`,
    model: upstreamModel,
    inputTokens: hold.inputTokens,
    showsThinking: showsThinking(message),
  });
  return translator.end(await carry((events) => onEvents(translator.events(events))));
}
