import { z } from 'zod';
import { AdminPage } from './admin.ts';
import { Email } from './auth.ts';
import { Id, NewId } from './ids.ts';
import { Instant } from './instant.ts';
import { Meter } from './meters.ts';
import { Text } from './text.ts';
import { InWorkspace } from './workspace.ts';

export const licenceTierIds = ['starter', 'pro', 'team', 'api'] as const;
export const LicenceTier = z.enum(licenceTierIds);
export type LicenceTier = z.infer<typeof LicenceTier>;

type TierTerms = {
  name: string;
  /** What is counted: requests (messages) or tokens. */
  meter: 'requests' | 'tokens';
  /** A calendar month, in the zone of the licence's workspace. */
  cap: number;
  /** Devices that may use it at a time; null = any, and none has to be told. */
  seats: number | null;
  /** Whether it covers premium models too. */
  isPremium: boolean;
};

/** What each tier buys. Forget a cell and it does not compile. */
export const licenceTierTable: Record<LicenceTier, TierTerms> = {
  starter: { name: 'Starter', meter: 'requests', cap: 500, seats: 1, isPremium: false },
  pro: { name: 'Pro', meter: 'requests', cap: 2_000, seats: 3, isPremium: true },
  team: { name: 'Team', meter: 'tokens', cap: 5_000_000, seats: 10, isPremium: true },
  api: { name: 'API', meter: 'tokens', cap: 2_000_000, seats: null, isPremium: true },
};

/** Who sold it: an operator by hand, or a shop whose webhook told of the sale. */
export const licenceSources = ['operator', 'lemonsqueezy', 'gumroad'] as const;
export const LicenceSource = z.enum(licenceSources);
export type LicenceSource = z.infer<typeof LicenceSource>;
const LicenceShopId = LicenceSource.exclude(['operator']);
export type LicenceShop = z.infer<typeof LicenceShopId>;

/** unconfirmed: its shop could not be asked for so long that the sale is no longer taken for granted. */
export const LicenceStatus = z.enum(['active', 'suspended', 'revoked', 'expired', 'unconfirmed']);
export type LicenceStatus = z.infer<typeof LicenceStatus>;

/** The header by which a call says which device it comes from. */
export const DEVICE_HEADER = 'geko-device';

/** What a device calls itself: chosen by it once, kept by it for good. */
export const DeviceId = z
  .string()
  .regex(/^[A-Za-z0-9._:-]{8,100}$/u, 'must have 8 to 100 letters, digits, dots, colons or dashes');
export const DeviceName = Text.trim().min(1).max(80);

const Device = z.object({
  id: z.string(),
  name: z.string(),
  activatedAt: z.iso.datetime(),
  /** When it was last heard of by validation; calls are not noted. */
  lastSeenAt: z.iso.datetime(),
});

/** Use of the tier's allowance in the running month. */
const Allowance = z.object({
  meter: Meter,
  used: z.number().int(),
  cap: z.number().int(),
  resetsAt: z.iso.datetime(),
});

/** A licence as its workspace sees it. Its key is told once, when it is made. */
export const Licence = z.object({
  id: z.string(),
  tier: LicenceTier,
  holderEmail: z.string(),
  /** The key's last four characters. */
  lastFour: z.string(),
  status: LicenceStatus,
  source: LicenceSource,
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable(),
  /** null = any number. */
  seats: z.number().int().nullable(),
  devices: z.array(Device),
  thisMonth: Allowance,
});
export type Licence = z.infer<typeof Licence>;

/** Newest first. */
export const LicenceList = z.object({ licences: z.array(Licence) });
export type LicenceList = z.infer<typeof LicenceList>;

export const ReleaseDevice = InWorkspace.extend({ id: Id, device: DeviceId });
export type ReleaseDevice = z.infer<typeof ReleaseDevice>;

/** A licence as operators see it. */
export const AdminLicence = Licence.omit({ devices: true }).extend({
  workspaceId: z.string(),
  workspaceName: z.string(),
  devices: z.number().int(),
  /** As its shop names it; null = sold by hand. */
  saleId: z.string().nullable(),
  /** When the shop last confirmed it. */
  saleCheckedAt: z.iso.datetime().nullable(),
});
export type AdminLicence = z.infer<typeof AdminLicence>;

export const ListLicences = AdminPage;
export type ListLicences = z.infer<typeof ListLicences>;

/**
 * shops: whether each one's keys are configured, without which its webhook answers 404. unknownSales: those that made no
 * licence, as no tier is set for what was sold, or their address is none; the newest, at most 20.
 */
export const AdminLicences = z.object({
  items: z.array(AdminLicence),
  nextCursor: z.string().nullable(),
  shops: z.array(z.object({ id: LicenceShopId, isSet: z.boolean() })),
  unknownSales: z.array(
    z.object({ shop: LicenceShopId, saleId: z.string(), receivedAt: z.iso.datetime() }),
  ),
});
export type AdminLicences = z.infer<typeof AdminLicences>;

/** A licence of the operator's own making, for the workspace that it names. expiresAt: must lie ahead; null = never. */
export const IssueLicence = InWorkspace.extend({
  id: NewId,
  tier: LicenceTier,
  holderEmail: Email,
  expiresAt: Instant.nullable().default(null),
});
export type IssueLicence = z.infer<typeof IssueLicence>;

/** key: "GEKO-…", kept nowhere: this is the only time that it is told. isMailed: it also went to the holder. */
export const IssuedLicence = z.object({ id: z.string(), key: z.string(), isMailed: z.boolean() });
export type IssuedLicence = z.infer<typeof IssuedLicence>;

export const LicenceRef = InWorkspace.extend({ id: Id });
export type LicenceRef = z.infer<typeof LicenceRef>;

/** However it is written: without dashes, in lower case, O for 0. What is none is not refused by its form. */
export const LicenceKey = z.string().min(1).max(100);

export const ValidateLicence = z.object({ key: LicenceKey, deviceId: DeviceId.optional() });
export type ValidateLicence = z.infer<typeof ValidateLicence>;

export const ActivateLicence = z.object({
  key: LicenceKey,
  deviceId: DeviceId,
  deviceName: DeviceName,
});
export type ActivateLicence = z.infer<typeof ActivateLicence>;

export const DeactivateLicence = z.object({ key: LicenceKey, deviceId: DeviceId });
export type DeactivateLicence = z.infer<typeof DeactivateLicence>;

/** A licence that may be used, as it is told to whoever shows its key. */
export const ValidLicence = z.object({
  id: z.string(),
  tier: LicenceTier,
  expiresAt: z.iso.datetime().nullable(),
  seats: z.number().int().nullable(),
  seatsTaken: z.number().int(),
  thisMonth: Allowance,
  /** The device that was named, where it holds a seat. */
  device: Device.nullable(),
  /**
   * Proof for the device while it is offline (JWT, EdDSA), checked by /licence/keys; null = the device holds no seat of a
   * licence that has some.
   */
  offlineToken: z.string().nullable(),
});
export type ValidLicence = z.infer<typeof ValidLicence>;

/** The public half of what offline tokens are signed with (RFC 7517, RFC 8037). */
export const LicenceKeySet = z.object({
  keys: z.array(
    z.object({
      kty: z.literal('OKP'),
      crv: z.literal('Ed25519'),
      x: z.string(),
      kid: z.string(),
      alg: z.literal('EdDSA'),
      use: z.literal('sig'),
    }),
  ),
});
export type LicenceKeySet = z.infer<typeof LicenceKeySet>;

/** What an offline token says. Times in seconds since 1970. */
export const OfflineClaims = z.object({
  /** The licence. */
  sub: z.string(),
  tier: LicenceTier,
  /** null = of any device. */
  device: z.string().nullable(),
  iat: z.number().int(),
  /** Until then it counts; a device that is online gets a new one before. */
  exp: z.number().int(),
  /** Until then a device that cannot reach Geko may go on, and says so. */
  grace: z.number().int(),
});
export type OfflineClaims = z.infer<typeof OfflineClaims>;
