import { z } from 'zod';
import type { Handle } from './handle.ts';
import type { Fault } from './http/faults.ts';
import { Refusal } from './refusal.ts';

export type ControlAnswer = { status: number; body: unknown };

const chaos = z.strictObject({
  seed: z.int(),
  late: z.number().optional(),
  doubled: z.number().optional(),
  lost: z.number().optional(),
  unheard: z.number().optional(),
  dropped: z.number().optional(),
  isShuffled: z.boolean().optional(),
  concurrency: z.int().min(1).optional(),
});
const times = {
  times: z.int().optional(),
  on: z.string().optional(),
  ending: z.string().optional(),
};
const fault = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('refuse'), status: z.literal([429, 500, 503]), ...times }),
  z.strictObject({ kind: z.literal('reset-before'), ...times }),
  z.strictObject({ kind: z.literal('reset-after'), ...times }),
  z.strictObject({ kind: z.literal('slow'), ms: z.number(), ...times }),
]);

/** A field that is not there is left out: the handle's options know no undefined. */
const given = <T extends object>(fields: T) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };

type Control = (fake: Handle, body: unknown) => unknown;
const control =
  <S extends z.ZodType>(schema: S, run: (fake: Handle, wanted: z.output<S>) => unknown): Control =>
  (fake, body) =>
    run(fake, schema.parse(body));

/** The handle's own verbs, for tests in another process. */
const controls: Record<string, Control> = {
  'GET /_fake/events': (fake) => fake.events(),
  'GET /_fake/requests': (fake) => fake.requests(),
  'POST /_fake/pay': control(
    z.strictObject({
      session: z.string(),
      card: z.string().optional(),
      name: z.string().optional(),
      email: z.string().optional(),
    }),
    (fake, { session, ...payer }) => fake.pay(session, given(payer)),
  ),
  'POST /_fake/confirm-setup': control(
    z.strictObject({ setupIntent: z.string(), card: z.string().optional() }),
    (fake, { setupIntent, card }) => fake.confirmSetup(setupIntent, card),
  ),
  'POST /_fake/decline': control(
    z.strictObject({ paymentMethod: z.string(), code: z.string().optional() }),
    (fake, { paymentMethod, code }) => fake.decline(paymentMethod, code),
  ),
  'POST /_fake/accept': control(
    z.strictObject({ paymentMethod: z.string() }),
    (fake, { paymentMethod }) => fake.accept(paymentMethod),
  ),
  'POST /_fake/pass': control(z.strictObject({ seconds: z.int().min(0) }), (fake, { seconds }) =>
    fake.pass(seconds),
  ),
  'POST /_fake/end-period': control(
    z.strictObject({ subscription: z.string() }),
    (fake, { subscription }) => fake.endPeriod(subscription),
  ),
  'POST /_fake/open-dispute': control(
    z.strictObject({ paid: z.string(), reason: z.string().optional() }),
    (fake, { paid, reason }) => fake.openDispute(paid, reason),
  ),
  'POST /_fake/close-dispute': control(
    z.strictObject({ dispute: z.string(), outcome: z.enum(['won', 'lost']) }),
    (fake, { dispute, outcome }) => fake.closeDispute(dispute, outcome),
  ),
  'POST /_fake/fail-refund': control(z.strictObject({ refund: z.string() }), (fake, { refund }) =>
    fake.failRefund(refund),
  ),
  'POST /_fake/tax': control(z.strictObject({ bps: z.int().min(0) }), (fake, { bps }) =>
    fake.setTax(bps),
  ),
  'POST /_fake/fault': control(fault, (fake, wanted) => fake.fault(given<Fault>(wanted as Fault))),
  'POST /_fake/deliver': control(
    z.strictObject({ url: z.union([z.url(), z.array(z.url()).min(1)]), chaos }),
    (fake, { url, chaos: wanted }) => fake.deliver(url, given(wanted)),
  ),
  'POST /_fake/send': control(
    z.strictObject({ url: z.url(), body: z.looseObject({}) }),
    (fake, { url, body }) => fake.send(url, body),
  ),
  'POST /_fake/send-to': control(z.strictObject({ url: z.url().nullable() }), (fake, { url }) =>
    fake.sendTo(url),
  ),
  'POST /_fake/idle': (fake) => fake.idle(),
  'POST /_fake/forget-keys': (fake) => fake.forgetKeys(),
  'POST /_fake/reset': (fake) => fake.reset(),
};

/** Answers a control route: `{ result }`, 400 with what is wrong, 402 for a refused card, 404 for no such route. */
export async function answerControl(
  line: string,
  body: string,
  fake: Handle,
): Promise<ControlAnswer> {
  const run = Object.hasOwn(controls, line) ? controls[line] : undefined;
  if (run === undefined) return { status: 404, body: { error: `no such route: ${line}` } };
  try {
    const result = await run(fake, body === '' ? {} : JSON.parse(body));
    return { status: 200, body: { result: result ?? null } };
  } catch (error) {
    if (error instanceof Refusal) return { status: error.status, body: { error: error.fields } };
    const message = error instanceof Error ? error.message : String(error);
    return { status: 400, body: { error: message } };
  }
}
