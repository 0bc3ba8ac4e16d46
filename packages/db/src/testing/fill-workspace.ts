import { randomUUID } from 'node:crypto';
import { enterTenant, type Db } from '../client.ts';
import { conversations, messages, turnParts, turns } from '../schema/chat.ts';
import { users } from '../schema/identity.ts';
import { modelCatalog, workspaceModels } from '../schema/models.ts';
import { idempotentRequests } from '../schema/idempotency.ts';
import { workspaceDevices, workspaceWantedModels } from '../schema/devices.ts';
import { licenceDevices, licences } from '../schema/licences.ts';
import {
  apiKeys,
  limitRequests,
  limits,
  quotas,
  tenantLimits,
  tenantQuotas,
} from '../schema/limits.ts';
import {
  creditLots,
  holds,
  ledgerBalances,
  ledgerJournals,
  tokenUsage,
  usageCorrections,
  usageDaily,
} from '../schema/money.ts';
import { auditLogs, noticeReads, notices } from '../schema/operations.ts';
import {
  invitations,
  rolePermissions,
  tenants,
  workspaceIcons,
  workspaceMembers,
  workspaceRoles,
  workspaces,
  workspaceSubscriptions,
} from '../schema/tenancy.ts';
import { fillBilling } from './fill-billing.ts';

/** What a key has beside its name; nobody knows its secret. */
const someKey = (mark: string) => ({ keyHash: `none ${mark}`, lastFour: '0000', scopes: ['chat'] });

export type FilledWorkspace = {
  tenantId: string;
  workspaceId: string;
  userId: string;
  conversationId: string;
  turnId: string;
  journalId: string;
};

/** A tenant with one workspace that has a row in every table of a workspace; mark is in every text. */
export async function fillWorkspace(db: Db, mark: string): Promise<FilledWorkspace> {
  const [model] = await db.select({ id: modelCatalog.id }).from(modelCatalog).limit(1);
  if (!model) throw new Error('seed the catalogue first');
  const ids = {
    tenantId: randomUUID(),
    workspaceId: randomUUID(),
    userId: randomUUID(),
    conversationId: randomUUID(),
    turnId: randomUUID(),
    journalId: randomUUID(),
  };
  const { tenantId, workspaceId, userId, conversationId, turnId, journalId } = ids;
  const place = { tenantId, workspaceId };
  const now = new Date();
  const roleId = randomUUID();
  const answerId = randomUUID();
  await db.transaction(async (tx) => {
    await tx.insert(users).values({
      id: userId,
      email: `${mark}-${userId}@example.com`,
      name: mark,
      passwordHash: 'none',
    });
    await enterTenant(tx, { ...place, userId });
    await tx.insert(tenants).values({ id: tenantId, name: mark });
    await tx.insert(workspaces).values({ tenantId, id: workspaceId, name: mark });
    await tx.insert(workspaceMembers).values({ ...place, userId, role: 'owner' });
    await tx.insert(workspaceRoles).values({ ...place, id: roleId, name: mark });
    await tx.insert(rolePermissions).values({ ...place, roleId, permission: 'chat:create' });
    await tx.insert(workspaceSubscriptions).values({ ...place, planId: 'free' });
    await tx
      .insert(workspaceIcons)
      .values({ ...place, id: randomUUID(), image: Buffer.from(mark) });
    await tx.insert(invitations).values({
      ...place,
      id: randomUUID(),
      email: `${mark}@example.com`,
      role: 'viewer',
      tokenHash: `${mark} ${workspaceId}`,
      invitedBy: userId,
      expiresAt: now,
    });
    await tx.insert(workspaceModels).values({ ...place, modelId: model.id, isEnabled: false });
    await tx.insert(conversations).values({ ...place, id: conversationId, userId, title: mark });
    await tx
      .insert(messages)
      .values({ ...place, id: turnId, conversationId, role: 'user', text: mark, position: 1 });
    await tx.insert(turns).values({
      ...place,
      id: turnId,
      conversationId,
      userId,
      userMessageId: turnId,
      assistantMessageId: answerId,
      modelId: model.id,
      status: 'finished',
      startedAt: now,
      closedAt: now,
    });
    await tx.insert(messages).values({
      ...place,
      id: answerId,
      conversationId,
      role: 'assistant',
      text: mark,
      turnId,
      position: 2,
    });
    await tx.insert(turnParts).values({ ...place, turnId, seq: 1, kind: 'text', text: mark });
    await tx.insert(quotas).values({
      ...place,
      subject: `test:${mark}`,
      meter: 'tokens',
      period: 'month',
      periodStart: now,
      periodEnd: now,
    });
    const limit = {
      meter: 'tokens' as const,
      period: 'month' as const,
      overflow: 'allow' as const,
      cap: 9n,
      createdBy: userId,
      createdAt: now,
    };
    await tx
      .insert(apiKeys)
      .values({ ...place, id: randomUUID(), userId, name: mark, ...someKey(mark), createdAt: now });
    const licenceId = randomUUID();
    await tx.insert(apiKeys).values({
      ...place,
      id: licenceId,
      userId,
      name: mark,
      ...someKey(`${mark} licence`),
      isLicence: true,
      createdAt: now,
    });
    await tx.insert(licences).values({
      ...place,
      id: licenceId,
      tier: 'pro',
      holderEmail: `${mark}@example.com`,
      status: 'active',
      source: 'operator',
    });
    await tx.insert(licenceDevices).values({
      ...place,
      licenceId,
      id: mark,
      name: mark,
      activatedAt: now,
      lastSeenAt: now,
    });
    await tx.insert(workspaceWantedModels).values({ ...place, modelId: mark, createdAt: now });
    await tx.insert(workspaceDevices).values({
      ...place,
      userId,
      id: mark,
      name: mark,
      platform: 'linux',
      version: mark,
      models: [],
      firstSeenAt: now,
      lastSeenAt: now,
    });
    await tx.insert(idempotentRequests).values({
      ...place,
      id: randomUUID(),
      userId,
      endpoint: 'POST /api/v1/chat/completions',
      key: mark,
      fingerprint: mark,
      status: 'answered',
      leaseUntil: now,
      createdAt: now,
      answerStatus: 200,
      answerType: 'text/plain',
      answerBody: Buffer.from(mark),
    });
    const limitId = randomUUID();
    await tx
      .insert(limits)
      .values({ ...place, ...limit, id: limitId, subjectKind: 'model', subjectId: mark });
    await tx
      .insert(limitRequests)
      .values({ ...place, id: randomUUID(), userId, limitId, status: 'open', createdAt: now });
    await tx.insert(tenantLimits).values({ tenantId, ...limit, id: randomUUID() });
    await tx.insert(tenantQuotas).values({
      tenantId,
      subject: `test:${mark}`,
      meter: 'tokens',
      period: 'month',
      periodStart: now,
      periodEnd: now,
    });
    const decision = { funding: 'included' as const, markupBps: 0, priceVersion: 1 };
    await tx.insert(holds).values({
      ...place,
      ...decision,
      id: turnId,
      status: 'settled',
      inputTokens: 1,
      maxOutputTokens: 1,
      amounts: [],
      leaseUntil: now,
    });
    await tx.insert(tokenUsage).values({
      ...place,
      ...decision,
      id: turnId,
      userId,
      conversationId,
      modelId: model.id,
      provider: 'openai',
      inputTokens: 1,
      cachedInputTokens: 0,
      cacheWriteTokens: 0,
      outputTokens: 0,
      reasoningTokens: 0,
      meteredTokens: 1,
      overshootTokens: 0,
      isEstimated: false,
      lines: [],
      costNano: 5n,
      chargeNano: 0n,
      absorbedNano: 0n,
      keyAlias: mark,
      outcome: 'finished',
      durationMs: 1,
      createdAt: now,
    });
    await tx.insert(ledgerJournals).values({
      ...place,
      id: journalId,
      kind: 'usage',
      operationId: turnId,
      accounts: ['provider_cost', 'provider_payable'],
      amountsNano: [5n, -5n],
      lotIds: [null, null],
      createdAt: now,
    });
    const figures = {
      inputTokens: 1,
      cachedInputTokens: 0,
      cacheWriteTokens: 0,
      outputTokens: 0,
      reasoningTokens: 0,
    };
    await fillBilling(tx, { ...place, userId, journalId, modelId: model.id, mark, now });
    await tx.insert(usageCorrections).values({
      ...place,
      ...figures,
      id: randomUUID(),
      usageId: turnId,
      seq: 1,
      meteredTokens: 1,
      overshootTokens: 0,
      isEstimated: false,
      lines: [],
      costNano: 5n,
      chargeNano: 0n,
      absorbedNano: 0n,
      createdAt: now,
    });
    const { inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens, reasoningTokens } =
      figures;
    await tx.insert(usageDaily).values({
      ...place,
      inputTokens: BigInt(inputTokens),
      cachedInputTokens: BigInt(cachedInputTokens),
      cacheWriteTokens: BigInt(cacheWriteTokens),
      outputTokens: BigInt(outputTokens),
      reasoningTokens: BigInt(reasoningTokens),
      day: '2026-01-01',
      userId,
      modelId: model.id,
      funding: 'included',
      requests: 1n,
      costNano: 5n,
      chargeNano: 0n,
      absorbedNano: 0n,
    });
    await tx.insert(ledgerBalances).values({ ...place, account: 'provider_cost', amountNano: 5n });
    await tx.insert(creditLots).values({
      ...place,
      id: randomUUID(),
      kind: 'bonus',
      priority: 20,
      grantedNano: 1n,
      remainingNano: 1n,
      expiresAt: now,
      createdAt: now,
    });
    await tx.insert(notices).values({
      ...place,
      id: randomUUID(),
      kind: 'limit_declined',
      userId,
      facts: { limit: mark },
      onceKey: mark,
      createdAt: now,
    });
    await tx.insert(noticeReads).values({ ...place, userId, readAt: now });
    await tx.insert(auditLogs).values({
      ...place,
      id: randomUUID(),
      actorId: userId,
      action: mark,
      objectKind: 'workspace',
      objectId: workspaceId,
      requestId: mark,
      createdAt: now,
    });
  });
  return ids;
}
