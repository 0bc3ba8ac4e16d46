import { randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import type { Tx } from '@geko/db/client';
import { idempotentRequests } from '@geko/db/schema/idempotency';
import { creditNotes, invoicedJournals, invoiceLines, invoices } from '@geko/db/schema/invoices';
import { licenceDevices, licences } from '@geko/db/schema/licences';
import { apiKeys, limitRequests, limits, tenantLimits, tenantQuotas } from '@geko/db/schema/limits';
import { tokenUsage, usageCorrections } from '@geko/db/schema/money';
import { payments } from '@geko/db/schema/payments';
import { insertNotice } from '@geko/services/notices/insert-notice';
import { noticeReads } from '@geko/db/schema/operations';
import { addLot } from '@geko/services/wallet/add-lot';
import { fillBilling } from './sweep-billing.ts';
import type { Place } from './sweep-content.ts';

const FAR = new Date('9999-12-31T00:00:00Z');

/** A limit that stops nobody, on a model that nobody has heard of; its id. */
export async function writeLimit(
  tx: Tx,
  { tenantId, workspaceId, userId }: Place,
): Promise<string> {
  const id = randomUUID();
  await tx.insert(limits).values({
    tenantId,
    workspaceId,
    id,
    subjectKind: 'model',
    subjectId: `model-${id}`,
    meter: 'requests',
    cap: 1_000n,
    period: 'day',
    overflow: 'block',
    createdBy: userId,
    createdAt: new Date(),
  });
  return id;
}

/** Credit that somebody began to buy; its id. */
export async function writePayment(
  tx: Tx,
  { tenantId, workspaceId, userId }: Place,
): Promise<string> {
  const id = randomUUID();
  await tx.insert(payments).values({
    tenantId,
    workspaceId,
    id,
    state: 'begun',
    creditNano: 10_000_000_000n,
    priceCents: 1_000,
    customerId: `cus_${tenantId.replaceAll('-', '')}`,
    sessionId: `cs_${id}`,
    begunBy: userId,
    begunAt: new Date(),
  });
  return id;
}

/** A workspace has one invoice of a month, so each gets its own. */
let monthsGiven = 0;
function nextMonth(): string {
  const month = new Date(Date.UTC(2100, monthsGiven, 1));
  monthsGiven += 1;
  return month.toISOString().slice(0, 'yyyy-mm'.length);
}

/** An invoice of some month, with a line and a credit note; its id. */
export async function writeInvoice(
  tx: Tx,
  { tenantId, workspaceId }: Place,
  state: 'draft' | 'open' = 'open',
): Promise<string> {
  const [id, journalId] = [randomUUID(), randomUUID()];
  const now = new Date();
  const place = { tenantId, workspaceId };
  await tx.insert(invoices).values({
    ...place,
    id,
    month: nextMonth(),
    periodStart: now,
    periodEnd: now,
    number: `SWEEP-${id}`,
    state,
    totalNano: 10_000_000_000n,
    totalCents: 1_000n,
    companyName: 'A company',
    workspaceName: 'A workspace',
    madeAt: now,
    openedAt: state === 'draft' ? null : now,
  });
  await tx.insert(invoicedJournals).values({ ...place, journalId, invoiceId: id });
  await tx.insert(invoiceLines).values({
    ...place,
    invoiceId: id,
    line: 1,
    modelId: 'gpt-5.4',
    modelName: 'GPT-5.4',
    isEarlier: false,
    calls: 1n,
    inputTokens: 1n,
    cachedInputTokens: 0n,
    cacheWriteTokens: 0n,
    outputTokens: 1n,
    reasoningTokens: 0n,
    images: 0n,
    characters: 0n,
    seconds: 0n,
    amountNano: 10_000_000_000n,
  });
  await tx.insert(creditNotes).values({
    ...place,
    id: randomUUID(),
    invoiceId: id,
    number: `SWEEP-${id}-C1`,
    state: 'void',
    amountCents: 1n,
    goesTo: 'open_invoice',
    memo: 'A mistake',
    madeAt: now,
    voidedAt: now,
  });
  return id;
}

/** Somebody asks for more of a limit of its own; the request's id. */
export async function writeLimitRequest(tx: Tx, place: Place): Promise<string> {
  const { tenantId, workspaceId, userId } = place;
  const [id, limitId] = [randomUUID(), await writeLimit(tx, place)];
  const createdAt = new Date();
  await tx
    .insert(limitRequests)
    .values({ tenantId, workspaceId, id, userId, limitId, status: 'open', createdAt });
  return id;
}

/** A key of its own whose secret nobody knows; its id. */
export async function writeApiKey(
  tx: Tx,
  { tenantId, workspaceId, userId }: Place,
  { isLicence = false, keyHash }: { isLicence?: boolean; keyHash?: string | undefined } = {},
): Promise<string> {
  const id = randomUUID();
  await tx.insert(apiKeys).values({
    tenantId,
    workspaceId,
    id,
    userId,
    name: 'of the sweep',
    keyHash: keyHash ?? `none ${id}`,
    lastFour: '0000',
    scopes: ['chat'],
    isLicence,
    createdAt: new Date(),
  });
  return id;
}

/** The device that holds a seat of every licence of the sweep. */
export const SWEPT_DEVICE = 'device-of-the-sweep';

/** A licence of the place, with a device; its id. holder: whose it is, and by what its key is found. */
export async function writeLicence(
  tx: Tx,
  place: Place,
  status: 'active' | 'suspended' = 'active',
  holder: { email: string; keyHash?: string } = { email: 'holder@example.com' },
): Promise<string> {
  const { tenantId, workspaceId } = place;
  const { email: holderEmail, keyHash } = holder;
  const id = await writeApiKey(tx, place, { isLicence: true, keyHash });
  const now = new Date();
  await tx.insert(licences).values({
    tenantId,
    workspaceId,
    id,
    tier: 'pro',
    holderEmail,
    status,
    source: 'operator',
  });
  await tx.insert(licenceDevices).values({
    tenantId,
    workspaceId,
    licenceId: id,
    id: SWEPT_DEVICE,
    name: 'A device',
    activatedAt: now,
    lastSeenAt: now,
  });
  return id;
}

/** A row in each table of limits, credit and news. */
export async function writeMoney(tx: Tx, place: Place): Promise<void> {
  const { tenantId, workspaceId, userId } = place;
  const now = new Date();
  const here = { tx, tenantId, workspaceId, now, newId: randomUUID };
  await writeLimitRequest(tx, place);
  await addLot(here, {
    id: randomUUID(),
    kind: 'bonus',
    amountNano: 1_000_000_000n,
    expiresAt: null,
    grantedBy: userId,
  });
  await insertNotice(here, {
    kind: 'limit_requested',
    facts: { requestId: randomUUID(), userName: 'Somebody', limit: 'workspace.tokens' },
    userId: null,
    onceKey: 'of the sweep',
  });
  await writeLicence(tx, place);
  await writePayment(tx, place);
  await writeInvoice(tx, place);
  await fillBilling(tx, place);
  const apiKeyId = await writeApiKey(tx, place);
  await tx.insert(idempotentRequests).values({
    tenantId,
    workspaceId,
    id: randomUUID(),
    userId,
    apiKeyId,
    endpoint: 'POST /api/v1/chat/completions',
    key: 'of the sweep',
    fingerprint: 'none',
    status: 'answered',
    leaseUntil: now,
    createdAt: now,
    answerStatus: 200,
    answerBody: Buffer.from('of the sweep'),
  });
  await tx.insert(noticeReads).values({ tenantId, workspaceId, userId, readAt: new Date(0) });
  const counted = { tenantId, meter: 'requests', period: 'total' } as const;
  await tx.insert(tenantLimits).values({
    ...counted,
    id: randomUUID(),
    cap: 1_000_000n,
    overflow: 'block',
    createdBy: userId,
    createdAt: now,
  });
  await tx.insert(tenantQuotas).values({
    ...counted,
    subject: 'tenant',
    periodStart: new Date(0),
    periodEnd: FAR,
  });
  const [usage] = await tx
    .select()
    .from(tokenUsage)
    .where(and(eq(tokenUsage.tenantId, tenantId), eq(tokenUsage.workspaceId, workspaceId)));
  if (!usage) throw new Error('nobody has used anything');
  await tx
    .insert(usageCorrections)
    .values({ ...usage, id: randomUUID(), usageId: usage.id, seq: 1, createdAt: now });
}
