import { licenceTierTable, type LicenceStatus, type LicenceTier } from '@geko/contracts/licences';
import type { ModelTier, Plan } from '@geko/contracts/plans';
import type { CallLimit } from './limits.ts';
import type { Period } from './periods.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A shop's word on a sale is taken for so long (SPEC §8). */
export const SALE_CACHE_MS = DAY_MS;
/** A shop that cannot be asked after that is waited for, before its licences stop. */
export const SALE_GRACE_MS = 7 * DAY_MS;
/** An offline token counts for so long; whoever is online gets a new one before. */
export const OFFLINE_TOKEN_MS = 7 * DAY_MS;
/** Who cannot reach Geko after that may go on for so long. */
export const OFFLINE_GRACE_MS = 14 * DAY_MS;

/**
 * How much a shop's last confirmation of a sale is worth: fresh, as in the cache; grace, to be asked for anew and good
 * until then; stale, no longer good.
 */
export function saleStanding(checkedAt: Date, now: Date): 'fresh' | 'grace' | 'stale' {
  const age = now.getTime() - checkedAt.getTime();
  if (age < SALE_CACHE_MS) return 'fresh';
  return age < SALE_CACHE_MS + SALE_GRACE_MS ? 'grace' : 'stale';
}

/** What a licence's row says of its life. saleCheckedAt: null = no shop sold it. */
export type LicenceLife = {
  status: 'active' | 'suspended' | 'revoked';
  expiresAt: Date | null;
  saleCheckedAt: Date | null;
};

/** What a licence is at a moment; what lasts longest goes first. */
export function licenceStatus(life: LicenceLife, now: Date): LicenceStatus {
  if (life.status === 'revoked') return 'revoked';
  if (life.expiresAt !== null && life.expiresAt <= now) return 'expired';
  if (life.status === 'suspended') return 'suspended';
  const { saleCheckedAt } = life;
  const isStale = saleCheckedAt !== null && saleStanding(saleCheckedAt, now) === 'stale';
  return isStale ? 'unconfirmed' : 'active';
}

/** When an offline token that is made now ends, and its grace; neither outlives the licence. */
export function offlineTerms(
  { expiresAt }: Pick<LicenceLife, 'expiresAt'>,
  now: Date,
): { endsAt: Date; graceEndsAt: Date } {
  const within = (ms: number) => {
    const at = new Date(now.getTime() + ms);
    return expiresAt !== null && expiresAt < at ? expiresAt : at;
  };
  return {
    endsAt: within(OFFLINE_TOKEN_MS),
    graceEndsAt: within(OFFLINE_TOKEN_MS + OFFLINE_GRACE_MS),
  };
}

/** The plan by which calls of a licence are decided: its tier pays for them, whatever the workspace is on. */
export function licencePlan(tier: LicenceTier, workspacePlan: Plan): Plan {
  return {
    ...workspacePlan,
    name: licenceTierTable[tier].name,
    tiers: {
      local: 'local',
      free: 'included',
      premium: licenceTierTable[tier].isPremium ? 'included' : 'locked',
    },
    limits: [],
    upgradeTo: null,
  };
}

/** What a tier allows a month, on the counter of all that its key calls. Local models are not counted against it. */
export function licenceLimits({
  tier,
  licenceId,
  modelTier,
  month,
}: {
  tier: LicenceTier;
  licenceId: string;
  modelTier: ModelTier;
  month: Period;
}): CallLimit[] {
  if (modelTier === 'local') return [];
  const { meter, cap } = licenceTierTable[tier];
  return [
    {
      name: `licence.${meter}`,
      setBy: 'licence',
      limitId: null,
      counter: {
        scope: 'workspace',
        subject: `key:${licenceId}`,
        meter,
        period: 'month',
        periodStart: month.startAt,
        periodEnd: month.endAt,
      },
      cap: BigInt(cap),
      overflow: 'block',
    },
  ];
}
