import { sql } from 'drizzle-orm';
import { hashLicenceKey } from '@geko/auth/licence-key';
import { AppError } from '@geko/contracts/errors';
import { LicenceTier, licenceTierTable, type LicenceStatus } from '@geko/contracts/licences';
import { licenceStatus, type LicenceLife } from '@geko/domain/licence';
import type { Deps } from '../deps.ts';

/** A licence whose key somebody shows, and that may be used. */
export type ShownLicence = {
  id: string;
  tenantId: string;
  workspaceId: string;
  /** In whose name its calls are: an owner of its workspace. */
  userId: string;
  tier: LicenceTier;
  /** By which its key is found. */
  keyHash: string;
  expiresAt: Date | null;
  /** Whether the device that was named holds a seat. */
  isSeated: boolean;
};

type FoundLicence = {
  id: string;
  tenant_id: string;
  workspace_id: string;
  user_id: string;
  tier: string;
  status: LicenceLife['status'];
  expires_at: Date | null;
  sale_checked_at: Date | null;
  is_seated: boolean;
};

/** Told to nobody but who has the whole key. */
const whyNot: Record<Exclude<LicenceStatus, 'active'>, string> = {
  revoked: 'This licence was revoked.',
  expired: 'This licence has expired.',
  suspended: 'This licence is suspended.',
  unconfirmed:
    'The shop that sold this licence could not be asked about it for too long. Try again later.',
};

/**
 * The licence of a key, with one look at the database whatever the key is.
 * @throws AppError LICENCE_INVALID for a key that nobody has, and one that is suspended, revoked or over
 */
export async function showLicence(
  { db, secrets, now }: Pick<Deps, 'db' | 'secrets' | 'now'>,
  { key, deviceId }: { key: string; deviceId: string | null },
): Promise<ShownLicence> {
  const keyHash = hashLicenceKey(secrets.licenceHashKey, key);
  const { rows } = await db.execute<FoundLicence>(
    sql`select * from system.find_licence(${keyHash}, ${deviceId})`,
  );
  const [row] = rows;
  if (!row) throw new AppError('LICENCE_INVALID');
  const expiresAt = toDate(row.expires_at);
  const life = { status: row.status, expiresAt, saleCheckedAt: toDate(row.sale_checked_at) };
  const status = licenceStatus(life, now());
  if (status !== 'active') throw new AppError('LICENCE_INVALID', { message: whyNot[status] });
  return {
    id: row.id,
    tenantId: row.tenant_id,
    workspaceId: row.workspace_id,
    userId: row.user_id,
    tier: LicenceTier.parse(row.tier),
    keyHash,
    expiresAt,
    isSeated: row.is_seated,
  };
}

/** @throws AppError LICENCE_DEVICE where its tier binds it to devices, and this one holds no seat */
export function assertSeated({ tier, isSeated }: Pick<ShownLicence, 'tier' | 'isSeated'>): void {
  if (licenceTierTable[tier].seats !== null && !isSeated) throw new AppError('LICENCE_DEVICE');
}

const toDate = (at: Date | string | null): Date | null => (at === null ? null : new Date(at));
