import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { NO_UNITS, type UnitUsage } from '@geko/contracts/meters';
import type { Receipt } from '@geko/contracts/receipt';
import { inWorkspace } from '@geko/services/access/in-workspace';
import { admit } from '@geko/services/chat/admit';
import { deskIn } from '@geko/services/policy/desk';
import { lockHold } from '@geko/services/chat/lease';
import type { CallOutcome } from '@geko/services/chat/settle-by-hold';
import { settleHold } from '@geko/services/chat/settle-hold';
import { inPlaceOf } from './money-calls.ts';
import type { TestHouse } from './test-house.ts';
import type { TestPerson } from './test-person.ts';

export const MEDIA_MODEL = 'easel';
export const IMAGE_KIND = '1024x1024/high';

/** A model that makes pictures, speaks and listens, and is paid by what it makes. */
export async function addMediaModel({ database }: TestHouse): Promise<void> {
  const owner = postgres(database.ownerUrl, { max: 1, onnotice: () => undefined });
  const abilities = owner.json({ vision: false, tools: false, reasoning: false, json: false });
  await owner`insert into model_catalog (id, provider, upstream_model, name, kind, tier, context_tokens,
      max_output_tokens, abilities, is_published)
    values (${MEDIA_MODEL}, 'openai', ${MEDIA_MODEL}, 'Easel', 'image', 'premium', 4000, 0, ${abilities}, true)`;
  await owner`insert into model_prices (model_id, version, effective_from, input_nano, output_nano, image_nano,
      characters_nano, minute_nano)
    values (${MEDIA_MODEL}, 1, '2026-01-01', 0, 0, ${owner.json({ [IMAGE_KIND]: '100000001' })}, 15000000000, 6000000)`;
  await owner.end();
}

/** Admission takes the hold on a call that is to make something. */
export async function holdMedia(
  { server }: TestHouse,
  { userId, workspaceId }: TestPerson,
  units: Partial<UnitUsage>,
): Promise<string> {
  const turnId = randomUUID();
  const request = { requestId: 'media', address: null, userAgent: null };
  await inWorkspace(server, { userId, workspaceId, onlyWorkspaceId: null, request }, (scope) =>
    admit(deskIn(scope), server, {
      turnId,
      modelId: MEDIA_MODEL,
      history: [],
      units: { ...NO_UNITS, ...units },
    }),
  );
  return turnId;
}

/** What a provider tells that counts no tokens. */
export const NO_TOKENS = {
  inputTokens: 0,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
};

/** The provider has made so much of it; units null = it told nothing. */
export async function endMedia(
  house: TestHouse,
  person: TestPerson,
  turnId: string,
  end: Pick<CallOutcome, 'units'> & Partial<CallOutcome>,
): Promise<Receipt> {
  return inPlaceOf(house, person, async ({ tx, tenantId, workspaceId }) => {
    const hold = await lockHold(tx, { tenantId, workspaceId, turnId }, { onlyExpired: false });
    if (!hold) throw new Error('the call has ended before');
    const { createdAt: startedAt } = hold;
    const { userId } = person;
    return settleHold(tx, house.server, {
      hold,
      call: {
        userId,
        modelId: MEDIA_MODEL,
        askedFor: null,
        hops: null,
        conversationId: null,
        startedAt,
      },
      outcome: {
        status: 'finished',
        usage: NO_TOKENS,
        rawUsage: null,
        outputTokens: 0,
        hasStarted: true,
        hasDelivered: true,
        keyAlias: null,
        timeToFirstTokenMs: null,
        durationMs: 1,
        ...end,
      },
    });
  });
}
