import { randomUUID } from 'node:crypto';
import { eq, lte } from 'drizzle-orm';
import postgres from 'postgres';
import { AppError } from '@geko/contracts/errors';
import { NIL_ID } from '@geko/contracts/ids';
import { inTenant, type Db, type TenantContext } from '@geko/db/client';
import { users } from '@geko/db/schema/identity';
import { creditLots, holds } from '@geko/db/schema/money';
import { workspaceMembers, workspaceSubscriptions } from '@geko/db/schema/tenancy';
import type { TestDatabase } from '@geko/db/testing/test-database';
import type { PlanId } from '@geko/contracts/plans';
import type { UnitUsage } from '@geko/contracts/meters';
import type { LotKind } from '@geko/contracts/wallet';
import { inWorkspace } from '../access/in-workspace.ts';
import { admit } from '../chat/admit.ts';
import { finishTurn } from '../chat/finish-turn.ts';
import { lockHold } from '../chat/lease.ts';
import { settleHold } from '../chat/settle-hold.ts';
import { startTurn } from '../chat/start-turn.ts';
import { sweepLeases } from '../chat/sweep-leases.ts';
import type { Scope } from '../deps.ts';
import { createLimit } from '../limits/create-limit.ts';
import { removeLimit } from '../limits/remove-limit.ts';
import { updateLimit } from '../limits/update-limit.ts';
import { createCatalogueCopies } from '../models/catalogue-copy.ts';
import { createBlanks } from '../policy/blanks.ts';
import { createCallStatements } from '../policy/call-statements.ts';
import { decide } from '../policy/decide.ts';
import { deskIn } from '../policy/desk.ts';
import { correctUsage, type LateUsage } from '../usage/correct-usage.ts';
import { addLot } from '../wallet/add-lot.ts';
import { expireLotsWhere } from '../wallet/expire-lots-where.ts';
import { resetSubscriptionCredit } from '../wallet/reset-subscription-credit.ts';
import { keyedGateway } from './keyed-gateway.ts';
import { makePlace, makeSibling } from './make-places.ts';
import type { End, OpenHold } from './money-oracle.ts';
import { mediaModel, moneyModels, moneyPlans, moneyPrices } from './money-steps.ts';

const request = { requestId: 'money', address: null, userAgent: null };

/** Replaces the catalogue by the machine's models, and the plans by its small ones. */
export async function prepareMoney(ownerUrl: string): Promise<void> {
  const owner = postgres(ownerUrl, { max: 1, onnotice: () => undefined });
  const abilities = owner.json({ vision: false, tools: false, reasoning: false, json: false });
  for (const { id, tier, maxOutputTokens } of [...moneyModels, mediaModel]) {
    const kind = id === mediaModel.id ? 'image' : 'chat';
    await owner`insert into model_catalog (id, provider, upstream_model, name, kind, tier, context_tokens,
        max_output_tokens, abilities, is_published)
      values (${id}, 'openai', ${id}, ${id}, ${kind}, ${tier}, 8000, ${maxOutputTokens}, ${abilities}, true)`;
    const { version, inputNano, outputNano, tiers, imageNano = {} } = moneyPrices[id];
    const { charactersNano = null, minuteNano = null } = moneyPrices[id];
    const images: Record<string, string> = Object.fromEntries(
      Object.entries(imageNano).map(([name, nano]) => [name, nano.toString()]),
    );
    const listed = tiers.map((tier) => ({
      cachedInputNano: null,
      cacheWriteNano: null,
      reasoningNano: null,
      aboveInputTokens: tier.aboveInputTokens,
      inputNano: tier.inputNano.toString(),
      outputNano: tier.outputNano.toString(),
    }));
    await owner`insert into model_prices (model_id, version, effective_from, input_nano, output_nano, tiers, image_nano,
        characters_nano, minute_nano)
      values (${id}, ${version}, '2026-01-01', ${inputNano.toString()}, ${outputNano.toString()}, ${owner.json(listed)},
        ${owner.json(images)}, ${charactersNano?.toString() ?? null}, ${minuteNano?.toString() ?? null})`;
  }
  for (const [planId, plan] of Object.entries(moneyPlans)) {
    await owner`insert into plan_overrides (plan_id, plan, updated_at)
      values (${planId}, ${owner.json(JSON.parse(JSON.stringify(plan)) as postgres.JSONValue)}, now())`;
  }
  await owner.end();
}

/** A company of two workspaces and two people with a clock of its own, reached by the product's own verbs. */
export async function openMoneyWorld(
  database: TestDatabase,
  reader: postgres.Sql,
  now: () => Date,
) {
  const { db } = database;
  const first = await makePlace(db);
  const second = randomUUID();
  await db.insert(users).values({
    id: second,
    email: `${second}@example.com`,
    name: 'Second',
    passwordHash: 'none',
  });
  const faults: unknown[] = [];
  const openPlace = async (place: TenantContext) => {
    const { tenantId, workspaceId } = place;
    await inTenant(db, place, (tx) =>
      tx.insert(workspaceMembers).values({ tenantId, workspaceId, userId: second, role: 'editor' }),
    );
    return openMoneyPlace({ db, reader, faults, now }, place, [place.userId, second]);
  };
  return {
    faults,
    places: [await openPlace(first), await openPlace(await makeSibling(db, first))] as const,
  };
}

/** One workspace of the two. */
export type MoneyPlace = ReturnType<typeof openMoneyPlace>;

function openMoneyPlace(
  world: { db: Db; reader: postgres.Sql; faults: unknown[]; now: () => Date },
  place: TenantContext,
  members: readonly [string, string],
) {
  const { db, reader, faults, now } = world;
  const { tenantId, workspaceId } = place;
  const log = {
    info: () => undefined,
    warn: (facts: object) => faults.push(facts),
    error: (facts: object) => faults.push(facts),
  };
  const deps = { db, now, newId: randomUUID, log };
  const callStatements = createCallStatements({ db });
  const calls = {
    ...deps,
    gateway: keyedGateway,
    callStatements,
    blanks: createBlanks({ ...deps, callStatements, now: () => performance.now() }),
    catalogue: createCatalogueCopies({ db }),
  };
  const as = <T>(userId: string, verb: (scope: Scope) => Promise<T>) =>
    inWorkspace(deps, { userId, workspaceId, onlyWorkspaceId: null, request }, verb);
  const inside = <T>(
    fn: (scope: Pick<Scope, 'tx' | 'now' | 'newId'> & TenantContext) => Promise<T>,
  ) => inTenant(db, place, (tx) => fn({ tx, ...place, now: now(), newId: randomUUID }));
  const refOf = (turnId: string, userId: string) => ({ tenantId, workspaceId, turnId, userId });

  return {
    members,
    workspaceId,
    grant: (lot: { id: string; kind: LotKind; amountNano: bigint; expiresAt: Date | null }) =>
      inside((here) => addLot(here, { ...lot, grantedBy: null })),
    /** How much output was held; null = refused by a limit or for want of credit. */
    hold: async (turnId: string, call: { userId: string; modelId: string; text: string }) => {
      const { userId, modelId, text } = call;
      const sender = { userId, workspaceId, onlyWorkspaceId: null, entry: null };
      const input = {
        workspaceId,
        conversationId: randomUUID(),
        modelId,
        message: { id: turnId, text },
      };
      try {
        const started = await startTurn(calls, sender, input);
        return started.kind === 'new' ? started.turn.hold.maxOutputTokens : 'existing';
      } catch (error) {
        return refused(error);
      }
    },
    explain: async (call: { userId: string; modelId: string; text: string }) => {
      const history = [{ role: 'user' as const, text: call.text }];
      try {
        const { maxOutputTokens } = await as(call.userId, (scope) =>
          decide(
            deskIn(scope),
            { gateway: keyedGateway },
            { modelId: call.modelId, history, units: null },
            { holdId: null },
          ),
        );
        return maxOutputTokens;
      } catch (error) {
        return refused(error);
      }
    },
    /** The same for what is not counted in tokens, by itself and outside of a conversation. */
    make: async (turnId: string, { userId, units }: { userId: string; units: UnitUsage }) => {
      const call = { turnId, modelId: mediaModel.id, history: [], units };
      try {
        const { hold } = await as(userId, (scope) =>
          admit(deskIn(scope), { gateway: keyedGateway }, call),
        );
        return hold.maxOutputTokens;
      } catch (error) {
        return refused(error);
      }
    },
    /** Whether it was this one that settled the call. */
    end: async (hold: Pick<OpenHold, 'id' | 'userId' | 'units'>, end: End) => {
      const ref = refOf(hold.id, NIL_ID);
      const facts = { errorCode: null, keyAlias: null, timeToFirstTokenMs: null, durationMs: 1 };
      const outcome = { ...end, ...facts };
      const receipt =
        hold.units === null
          ? await finishTurn(deps, ref, {
              unlogged: [],
              onlyExpired: false,
              outcomeOf: () => outcome,
            })
          : await inside(async ({ tx }) => {
              const row = await lockHold(tx, ref, { onlyExpired: false });
              if (row === null) return null;
              const call = {
                userId: hold.userId,
                modelId: mediaModel.id,
                askedFor: null,
                hops: null,
                conversationId: null,
                startedAt: row.createdAt,
              };
              return settleHold(tx, deps, { hold: row, call, outcome });
            });
      return receipt !== null;
    },
    /** Its process is gone, its lease runs out, and a sweeper comes by. */
    crash: async (turnId: string) => {
      await inside(({ tx }) =>
        tx
          .update(holds)
          .set({ leaseUntil: new Date(0) })
          .where(eq(holds.id, turnId)),
      );
      await sweepLeases(deps);
    },
    correct: async ({ id, userId }: Pick<OpenHold, 'id' | 'userId'>, late: LateUsage) =>
      (await correctUsage(deps, refOf(id, userId), late)) !== null,
    expire: () => inside((here) => expireLotsWhere(here, lte(creditLots.expiresAt, now()))),
    /** Whether credit was granted. */
    renew: (period: Parameters<typeof resetSubscriptionCredit>[1]) =>
      inside((here) => resetSubscriptionCredit(here, period)),
    setLimit: (input: Parameters<typeof createLimit>[1]) =>
      as(members[0], (scope) => createLimit(scope, input)),
    changeLimit: (id: string, cap: number) =>
      as(members[0], (scope) => updateLimit(scope, { workspaceId, id, cap })),
    removeLimit: (id: string) => as(members[0], (scope) => removeLimit(scope, id)),
    setPlan: (planId: PlanId) =>
      inside(({ tx }) => tx.update(workspaceSubscriptions).set({ planId })),
    /** All that the database says about the workspace's money, in the words of `MoneyOracle.expected`. */
    read: () => readMoney(reader, workspaceId),
  };
}

function refused(error: unknown): null {
  const codes = ['QUOTA_EXCEEDED', 'BUDGET_EXCEEDED', 'CREDITS_EXHAUSTED', 'MODEL_LOCKED'];
  if (error instanceof AppError && codes.includes(error.code)) return null;
  throw error;
}

async function readMoney(reader: postgres.Sql, workspaceId: string): Promise<unknown> {
  const [row] = await reader<{ money: unknown }[]>`select jsonb_build_object(
    'counters', (select coalesce(jsonb_object_agg(scope || ' ' || subject || ' ' || meter || ' ' || period || ' ' ||
        to_char(period_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), used || ' ' || held), '{}')
      from (
        select 'workspace' as scope, subject, meter, period, period_start, used, held from quotas
        where workspace_id = ${workspaceId} and tenant_id = system.tenant_of(${workspaceId})
        union all
        select 'tenant', subject, meter, period, period_start, used, held from tenant_quotas
        where tenant_id = system.tenant_of(${workspaceId})) c),
    'lots', (select coalesce(jsonb_object_agg(id, remaining_nano || ' ' || held_nano), '{}')
      from credit_lots where workspace_id = ${workspaceId} and tenant_id = system.tenant_of(${workspaceId})),
    'balances', (select coalesce(jsonb_object_agg(account, amount_nano::text) filter (where amount_nano <> 0), '{}')
      from ledger_balances where workspace_id = ${workspaceId} and tenant_id = system.tenant_of(${workspaceId})),
    'entriesSum', (select coalesce(sum(amount_nano), 0)::text from ledger_entries
      where workspace_id = ${workspaceId} and tenant_id = system.tenant_of(${workspaceId})),
    'openHolds', (select count(*) from holds where workspace_id = ${workspaceId}
      and tenant_id = system.tenant_of(${workspaceId}) and status = 'held')) as money`;
  return row?.money;
}
