import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Reconciled } from '@geko/contracts/invoices';
import type { StartedPayment } from '@geko/contracts/payments';
import { openStripeInvoiceHouse, type StripeInvoiceHouse } from './testing/invoice-house.ts';
import type { TestPerson } from './testing/test-person.ts';

/** Payments are made when they are: in the month that it is, whose use is not over yet. */
const THIS_MONTH = new Date().toISOString().slice(0, 7);
/** A month whose invoices are made in this one. */
const LAST_MONTH = new Date(Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth() - 1, 1))
  .toISOString()
  .slice(0, 7);

let site: StripeInvoiceHouse;
beforeAll(async () => {
  site = await openStripeInvoiceHouse(inject('ownerUrl'));
  // Use is looked for once its month is over for everybody: on the 3rd.
  site.setNow(
    new Date(Math.max(Date.now(), Date.parse(`${THIS_MONTH}-03T12:00:00Z`))).toISOString(),
  );
});
afterAll(() => site.close());

const at = `${LAST_MONTH}-15T12:00:00.000Z`;
const owing = () => site.owing([{ at: new Date(at) }]);
const differencesOf = async (month: string) => {
  const { data } = await site.operator.query<Reconciled>('invoices.reconcile', { month });
  return data.differences.map(({ kind, about, name }) => `${kind} ${about} ${name}`).toSorted();
};
const invoiceId = async (who: TestPerson) => (await site.invoiceOf(who)).id;
const thereOf = async (who: TestPerson) =>
  (await site.listed(await invoiceId(who)))?.stripeInvoiceId ?? '';
const change = (who: TestPerson, statement: ReturnType<typeof sql>) =>
  site.house.inWorkspaceOf(who, (tx) => tx.execute(statement));

test('where everything agrees there is no difference', async () => {
  const [open, paid] = [await owing(), await owing()];
  await site.keepCard(paid);
  await site.run();
  await site.hear();
  expect((await site.invoiceOf(open)).state).toBe('open');
  expect((await site.invoiceOf(paid)).state).toBe('paid');
  const { data } = await site.operator.query<Reconciled>('invoices.reconcile', {
    month: LAST_MONTH,
  });
  expect(data).toMatchObject({ isWithStripe: true, compared: { invoices: 2 }, differences: [] });
});

test('each kind of difference is found, and nothing else', async () => {
  const planted: string[] = [];
  const plant = (kind: string, about: string, name: string) =>
    void planted.push(`${kind} ${about} ${name}`);
  const people: TestPerson[] = [];
  for (let nth = 0; nth < 6; nth += 1) people.push(await owing());
  await site.run();
  const [state, amount, double, gone, unbooked, noted] = people as [
    TestPerson,
    TestPerson,
    TestPerson,
    TestPerson,
    TestPerson,
    TestPerson,
  ];
  const numberOf = async (who: TestPerson) => (await site.invoiceOf(who)).number;

  // Paid there, and nobody has told.
  await site.rail.client.invoices.pay(await thereOf(state), { paid_out_of_band: true });
  plant('other_state', 'invoice', await numberOf(state));
  // Another amount there.
  const changed = site.stripe.find('invoice', await thereOf(amount));
  if (changed) changed.subtotal += 1;
  plant('other_amount', 'invoice', await numberOf(amount));
  // The same invoice twice.
  const mark = { geko_operation: await invoiceId(double), geko_purpose: 'monthly_invoice' };
  const ours = site.stripe.find('invoice', await thereOf(double));
  await site.rail.client.invoices.create({
    customer: String(ours?.customer),
    metadata: mark,
    auto_advance: false,
  });
  plant('double', 'invoice', await numberOf(double));
  // One there of which nothing is known here.
  const stranger = await site.rail.client.invoices.create({
    customer: String(ours?.customer),
    metadata: { geko_operation: randomUUID(), geko_purpose: 'monthly_invoice' },
    auto_advance: false,
  });
  plant('missing_here', 'invoice', stranger.id);
  // One here that is not there.
  await change(
    gone,
    sql`update invoices set stripe_invoice_id = 'in_nobody' where id = ${await invoiceId(gone)}`,
  );
  // Its own there is then one that nobody here knows by that id: twice.
  plant('missing_at_stripe', 'invoice', await numberOf(gone));
  plant('double', 'invoice', await numberOf(gone));
  // Said to be paid here, with nothing in the ledger.
  await change(
    unbooked,
    sql`update invoices set state = 'paid', paid_at = now() where id = ${await invoiceId(unbooked)}`,
  );
  await site.rail.client.invoices.pay(await thereOf(unbooked), { paid_out_of_band: true });
  plant('not_booked', 'invoice', await numberOf(unbooked));
  // A credit note there of which nobody has told.
  const note = await site.rail.client.creditNotes.create({
    invoice: await thereOf(noted),
    amount: 5,
  });
  plant('missing_here', 'credit_note', note.id);
  // Use that nobody has invoiced.
  const late = await owing();
  plant('not_invoiced', 'use', '$1.35');

  expect(await differencesOf(LAST_MONTH)).toEqual(planted.toSorted());
  const { data } = await site.operator.query<Reconciled>('invoices.reconcile', {
    month: LAST_MONTH,
  });
  expect(data.differences.find(({ about }) => about === 'use')?.workspaceId).toBe(late.workspaceId);
});

test('payments for credit that are not booked, are other sums, or are not there', async () => {
  const buy = async (who: TestPerson) => {
    const id = randomUUID();
    const { workspaceId } = who;
    const topUp = { amountCents: 700 };
    const { status } = await who.mutate<StartedPayment>('billing.startTopUp', {
      workspaceId,
      id,
      topUp,
    });
    expect(status).toBe(200);
    const [row] = await site.books.sql<{ session: string }[]>`
      select session_id as session from payments where id = ${id}`;
    return { id, session: row?.session ?? '' };
  };
  const owner = await site.owing([]);
  const before = await differencesOf(THIS_MONTH);
  const good = await buy(owner);
  site.stripe.pay(good.session);
  await site.hear();
  expect(await differencesOf(THIS_MONTH)).toEqual(before);
  const [changed, gone, unheard] = [await buy(owner), await buy(owner), await buy(owner)];
  site.stripe.pay(changed.session);
  site.stripe.pay(gone.session);
  await site.hear();
  const moneyOf = (session: string) =>
    String(site.stripe.find('checkout.session', session)?.payment_intent);
  const intent = site.stripe.find('payment_intent', moneyOf(changed.session));
  if (intent) intent.amount_received += 1;
  await change(owner, sql`update payments set money_id = 'pi_nobody' where id = ${gone.id}`);
  site.stripe.pay(unheard.session);
  const found = (await differencesOf(THIS_MONTH)).filter((one) => !before.includes(one));
  expect(found).toEqual(
    [
      `other_amount payment ${moneyOf(changed.session)}`,
      `double payment ${moneyOf(gone.session)}`,
      'missing_at_stripe payment pi_nobody',
      `not_booked payment ${moneyOf(unheard.session)}`,
    ].toSorted(),
  );
});
