import type { UnitUsage } from '@geko/contracts/meters';
import { hasUnits } from '@geko/domain/unit-pricing';
import type { End, OpenHold } from './money-oracle.ts';
import type { Step } from './money-steps.ts';

/** What a provider tells that counts no tokens. */
const NOTHING = {
  inputTokens: 0,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
};

/** How a call may end that made something. */
function mediaEndOf(units: UnitUsage, step: Extract<Step, { kind: 'end' }>): End {
  const share = (count: number) => Math.round((count * step.percent) / 100);
  const made = {
    images: share(units.images),
    characters: share(units.characters),
    seconds: share(units.seconds),
  };
  const begun = { usage: NOTHING, rawUsage: null, hasStarted: true, outputTokens: 0 };
  const done = { ...begun, hasDelivered: true };
  switch (step.how) {
    case 'finished':
      return { status: 'finished', ...done, units: made };
    case 'overshot': {
      const { images, characters, seconds } = units;
      // Pictures have no price beside the kind that was asked for.
      const more = { images: images === 0 ? 0 : images + 1, characters: characters + 9, seconds };
      return { status: 'finished', ...done, units: more };
    }
    case 'silent':
      return { status: 'finished', ...done, units: null };
    case 'stopped':
      return { status: 'stopped', ...done, hasDelivered: hasUnits(made), units: made };
    case 'failed':
    case 'broken':
      return { status: 'failed', ...begun, hasDelivered: false, units: made };
  }
}

/** How a call may end, and what a provider of the OpenAI dialect would have said. */
export function endOf(hold: OpenHold, step: Extract<Step, { kind: 'end' }>): End {
  if (hold.units !== null) return mediaEndOf(hold.units, step);
  const output = Math.round((hold.maxOutputTokens * step.percent) / 100);
  const none = { usage: null, units: null, rawUsage: null };
  const told = (input: number, tokens: number) => ({
    usage: {
      inputTokens: input,
      outputTokens: tokens,
      cachedInputTokens: null,
      cacheWriteTokens: null,
      reasoningTokens: null,
    },
    units: null,
    rawUsage: { prompt_tokens: input, completion_tokens: tokens },
  });
  const begun = { hasStarted: true, hasDelivered: true, outputTokens: output };
  switch (step.how) {
    case 'finished':
      return { status: 'finished', ...begun, ...told(hold.inputTokens, output) };
    case 'overshot':
      return {
        status: 'finished' as const,
        ...begun,
        ...told(hold.inputTokens + 7, hold.maxOutputTokens + 5),
      };
    case 'silent':
      return { status: 'finished', ...begun, ...none };
    case 'stopped':
      return { status: 'stopped', ...begun, hasDelivered: output > 0, ...none };
    case 'broken':
      return {
        status: 'failed',
        ...begun,
        hasDelivered: output > 0,
        ...told(hold.inputTokens, output + 9),
      };
    case 'failed':
      return {
        status: 'failed' as const,
        ...none,
        outputTokens: 0,
        hasStarted: false,
        hasDelivered: false,
      };
  }
}
