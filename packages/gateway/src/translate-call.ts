import type { CompletionCall, CompletionEnd, TellEvents } from './completion.ts';
import { countOutput } from './count-output.ts';
import type { GenerationEnd } from './generation.ts';
import { promptTexts } from './prompt-texts.ts';
import { runGeneration } from './run-generation.ts';
import { AnswerTranslator, translateUsage } from './translate-answer.ts';
import { translateRequest } from './translate-request.ts';
import type { ReadyUpstream } from './upstreams.ts';

/**
 * Carries a completion to a provider of another dialect, whose answer it translates piece by piece. Ends as
 * `runGeneration` does.
 */
export async function runTranslated({
  call,
  upstream,
  onEvents,
  now,
}: {
  call: CompletionCall;
  upstream: ReadyUpstream;
  onEvents: TellEvents;
  now: () => number;
}): Promise<CompletionEnd> {
  const { request, hold, upstreamModel, startedAt } = call;
  const isStream = request.stream === true;
  const translator = new AnswerTranslator({
    id: `chatcmpl-${hold.turnId}`,
    created: Math.floor(startedAt.getTime() / 1000),
    model: upstreamModel,
  });
  const say = (event: string) => {
    if (isStream) void onEvents(event);
  };
  const end = await runGeneration({
    request: {
      ...call,
      messages: promptTexts(request.messages).map((text) => ({ role: 'user', text })),
      translated: translateRequest(request),
    },
    upstream,
    onPart: (part) => say(translator.event(part)),
    now,
  });
  const isFinished = end.outcome === 'finished';
  if (isFinished) say(translator.finish(end));
  return {
    ...(end.outcome === 'failed' && !isStream ? untold(end) : end),
    answer: isFinished && !isStream ? translator.answer(end) : null,
    frame: translator.frame,
    reportedUsage: translateUsage(end),
  };
}

/** Of a whole answer that failed its caller is told nothing. */
function untold(end: GenerationEnd): GenerationEnd {
  return { ...end, counted: countOutput([], []), hasDelivered: false };
}
