import Stripe from 'stripe';
import { z } from 'zod';
import { momentOf } from './facts/read-stripe.ts';

/** How far the time of a delivery may lie from ours, in either direction. */
const TOLERANCE_SECONDS = 300;
export const MOST_WEBHOOK_BYTES = 1_000_000;

/** A delivery as it came over the wire, nothing decoded. */
export type RawDelivery = {
  body: Uint8Array;
  /** Every header of that name. */
  signature: string | readonly string[] | null;
  contentType: string | null;
  contentEncoding: string | null;
};

/** Why a delivery is not believed. For the log and the counter; whoever sent it is told nothing of it. */
export type RefusedReason =
  | 'no_secret'
  | 'too_large'
  | 'not_json'
  | 'encoded'
  | 'no_signature'
  | 'malformed_signature'
  | 'not_text'
  | 'too_old'
  | 'from_the_future'
  | 'wrong_signature'
  | 'not_an_event';

/** A knock: what happened to what. Nothing in it about money is believed; `fetchTruth` asks for that. */
export type StripeEvent = {
  eventId: string;
  type: string;
  createdAt: Date;
  isLive: boolean;
  /** The connected account that it is about; null = our own. */
  accountId: string | null;
  apiVersion: string | null;
  /** What it is about, such as `subscription`, `sub_…`. Some things, such as a balance, have no id. */
  object: { type: string; id: string | null };
};

export type ReadEvent = { ok: true; event: StripeEvent } | { ok: false; reason: RefusedReason };

const Event = z.object({
  id: z.string().startsWith('evt_').max(255),
  object: z.literal('event'),
  type: z.string().min(1).max(255),
  created: z.int().min(0),
  livemode: z.boolean(),
  account: z.string().max(255).nullish(),
  api_version: z.string().max(255).nullish(),
  data: z.object({
    object: z.object({
      id: z.string().min(1).max(255).optional(),
      object: z.string().min(1).max(255),
    }),
  }),
});

/** `t`, then what is signed by one scheme or another, once or, while a secret is rolled, twice. */
const SIGNATURE = /^t=([1-9]\d{0,11})((?:,v\d+=[0-9a-f]{64}){1,8})$/u;

const refused = (reason: RefusedReason): ReadEvent => ({ ok: false, reason });

/**
 * Checks that a delivery was signed by Stripe over these very bytes, within five minutes of our time, and reads what it
 * is about. Never throws. Beyond the SDK's rules it refuses what the SDK lets pass: times from the future, a byte order
 * mark and bytes that are no text (both are lost in decoding), and a header that came twice.
 */
export function readEvent(
  delivery: RawDelivery,
  { secret, now }: { secret: string | null; now: Date },
): ReadEvent {
  const { body, signature, contentType, contentEncoding } = delivery;
  if (secret === null || secret.trim() === '') return refused('no_secret');
  if (body.byteLength > MOST_WEBHOOK_BYTES) return refused('too_large');
  if (contentType?.split(';')[0]?.trim().toLowerCase() !== 'application/json') {
    return refused('not_json');
  }
  if (contentEncoding !== null && contentEncoding.toLowerCase() !== 'identity') {
    return refused('encoded');
  }
  const headers = typeof signature === 'string' ? [signature] : (signature ?? []);
  const [header] = headers;
  if (header === undefined || header === '') return refused('no_signature');
  const [, seconds] = (headers.length === 1 && SIGNATURE.exec(header)) || [];
  if (seconds === undefined || !/,v1=/u.test(header)) return refused('malformed_signature');
  const ageSeconds = Math.floor(now.getTime() / 1000) - Number(seconds);
  if (ageSeconds > TOLERANCE_SECONDS) return refused('too_old');
  if (ageSeconds < -TOLERANCE_SECONDS) return refused('from_the_future');
  const text = decode(body);
  if (text === null) return refused('not_text');
  try {
    Stripe.webhooks.constructEvent(
      text,
      header,
      secret,
      TOLERANCE_SECONDS,
      undefined,
      now.getTime(),
    );
  } catch (error) {
    const isForged = error instanceof Stripe.errors.StripeSignatureVerificationError;
    return refused(isForged ? 'wrong_signature' : 'not_an_event');
  }
  return readSigned(text);
}

/** The text of bytes that are exactly its UTF-8; null for others. */
function decode(body: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
    return text.startsWith('\uFEFF') ? null : text;
  } catch {
    return null;
  }
}

function readSigned(text: string): ReadEvent {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return refused('not_an_event');
  }
  const parsed = Event.safeParse(json);
  if (!parsed.success) return refused('not_an_event');
  const { id, type, created, livemode, account, api_version: apiVersion, data } = parsed.data;
  return {
    ok: true,
    event: {
      eventId: id,
      type,
      createdAt: momentOf(created),
      isLive: livemode,
      accountId: account ?? null,
      apiVersion: apiVersion ?? null,
      object: { type: data.object.object, id: data.object.id ?? null },
    },
  };
}
