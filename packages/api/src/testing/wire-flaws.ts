import { CUTS, type Cut } from '@geko/fake-provider/cuts';
import { countTokens } from '@geko/fake-provider/tokens';
import type { Booked, Seen, WireCase } from './wire-case.ts';

const MARKUP_BPS: Record<string, bigint> = { postpaid: 5_000n, credits: 1_500n };
/** Faults by which no counts come that could be final. */
const UNTOLD = ['no-usage', 'no-finish', 'bad-json', 'error-chunk'];

/** All that comes before a place has come. */
const hasPassed = ({ cut, ending }: WireCase, place: Cut) =>
  ending === 'split' || CUTS.indexOf(cut) >= CUTS.indexOf(place);

type Outcome = 'finished' | 'failed' | 'stopped';

/** What a call was bound to come to, by what its provider's bytes said before and behind the cut. */
function endOf(its: WireCase, booked: Booked): { outcome: Outcome; isTold: boolean } {
  const { way, fault, cut, ending } = its;
  const isBroken = fault === 'bad-json' || fault === 'error-chunk';
  const reasonBy =
    way.dialect === 'openai' || fault === 'no-usage' ? 'before-usage' : 'after-usage';
  const isComplete = !isBroken && fault !== 'no-finish' && hasPassed(its, reasonBy);
  // Behind an event that is no JSON the SDK's packages read on, for at most a second.
  const readsOn = fault === 'bad-json' && !way.isRelay && !booked.isEstimated;
  const isTold = hasPassed(its, 'after-usage') && (!UNTOLD.includes(fault) || readsOn);
  // Nothing is read behind the last event of a relayed stream.
  const isBehind = way.isRelay && cut === 'after-done' && isComplete;
  if (isBehind) return { outcome: 'finished', isTold };
  if (ending === 'abort' && !isBroken) {
    // Who has said all is not waited for long: whoever leaves then may be too late.
    const isLate = isComplete && booked.outcome === 'finished';
    return { outcome: isLate ? 'finished' : 'stopped', isTold };
  }
  const isGarbled = ending === 'garbage' && !isTold;
  return { outcome: isComplete && !isGarbled ? 'finished' : 'failed', isTold };
}

/** A slow reader who leaves. */
const hasReadNothing = ({ fault, ending }: WireCase) =>
  fault === 'slow-reader' && ending === 'abort';

/** What is wrong with a case, one sentence each; none = all is as it must be. */
export function flawsOf(its: WireCase, seen: Seen): string[] {
  const { booked, calls } = seen;
  const [call] = calls;
  const flaws: string[] = [];
  const must = (isTrue: boolean, what: string) => {
    if (!isTrue) flaws.push(`${its.way.name}, ${its.fault}, ${its.cut}, ${its.ending}: ${what}`);
  };
  const { outcome, isTold } = endOf(its, booked);

  must(calls.length === 1, `the provider was called ${calls.length} times`);
  must(booked.status === 'settled' && booked.receipts === 1, `${booked.receipts} receipts`);
  must(booked.journals === (booked.costNano === '0' ? 0 : 1), `${booked.journals} journals`);
  must(booked.outcome === outcome, `${booked.outcome}, and must be ${outcome}`);

  must((call?.text ?? '').startsWith(seen.text), `shows what was never said: ${seen.text}`);
  if (call && its.fault !== 'bad-json' && !hasReadNothing(its))
    must(seen.text === call.text, `shows ${seen.text.length} of ${call.text?.length} characters`);
  must(seen.status < 500 || outcome !== 'finished', `status ${seen.status}`);
  if (seen.refusal === null) must(isEndedWell(its, seen, outcome), `ends with ${seen.ends.join()}`);
  else must(seen.text === '' && /"error"/u.test(seen.refusal), `refused by ${seen.refusal}`);

  if (isTold && call && its.fault !== 'usage-zero') {
    const isBooked = booked.input === call.promptTokens && booked.output === call.outputTokensSent;
    must(isBooked, `books ${booked.output} of ${call.outputTokensSent} tokens of output`);
  }
  const charge = chargeOf(its, seen, { outcome, isTold });
  const charged = BigInt(booked.chargeNano);
  must(charged === charge, `charges ${charged}, and must charge ${charge}`);
  must(charged <= priceOf(booked, booked.heldInput, booked.heldOutput), 'more than was held');
  return flaws;
}

function isEndedWell({ way, ending }: WireCase, { ends }: Seen, outcome: string): boolean {
  const [first, ...rest] = ends;
  // Who has left is told nothing.
  if (ending === 'abort' && way.stop === null) return rest.length === 0;
  const isClosed =
    way.stop !== null && first === 'error' ? rest.join() === 'done' : rest.length === 0;
  return isClosed && first === (outcome === 'failed' ? 'error' : 'done');
}

/**
 * What its provider told it used, or else what was delivered by the provider's own count of that; at its price. Of a call
 * that failed no more than was delivered, whatever was told.
 */
function chargeOf(
  its: WireCase,
  seen: Seen,
  { outcome, isTold }: { outcome: Outcome; isTold: boolean },
): bigint {
  const { way, fault } = its;
  const { booked, calls } = seen;
  const [call] = calls;
  if (!call) return 0n;
  const isZero = fault === 'usage-zero';
  if (isTold && outcome !== 'failed') {
    return isZero ? 0n : priceOf(booked, call.promptTokens, call.outputTokensSent);
  }
  // What was on its way to a slow reader who left was theirs.
  const text = hasReadNothing(its) ? (call.text ?? '') : seen.text;
  if (text === '') return 0n;
  if (isTold) return priceOf(booked, call.promptTokens, countTokens(text));
  // Anthropic and Google tell the input at the beginning; a zero there says nothing at Anthropic's.
  const isInputTold = way.dialect !== 'openai' && call.usageReported !== null;
  const zero = way.dialect === 'google' ? 0 : booked.heldInput;
  const told = isZero ? zero : call.promptTokens;
  return priceOf(booked, isInputTold ? told : booked.heldInput, countTokens(text));
}

function priceOf(booked: Booked, input: number, output: number) {
  const bps = 10_000n + (MARKUP_BPS[booked.funding] ?? 0n);
  const line = (tokens: number, priceNano: string) =>
    halfEven(BigInt(tokens) * BigInt(priceNano) * bps);
  return line(input, booked.inputPriceNano) + line(output, booked.outputPriceNano);
}

/** Of a price for a million tokens, with its markup in basis points. */
function halfEven(exact: bigint): bigint {
  const unit = 10_000_000_000n;
  const [whole, rest] = [exact / unit, exact % unit];
  const isUp = rest * 2n > unit || (rest * 2n === unit && whole % 2n === 1n);
  return isUp ? whole + 1n : whole;
}
