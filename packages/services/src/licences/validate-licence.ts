import type {
  ActivateLicence,
  DeactivateLicence,
  ValidateLicence,
  ValidLicence,
} from '@geko/contracts/licences';
import { AppError } from '@geko/contracts/errors';
import { addressOf, type Visitor } from '../auth/visitor.ts';
import type { Deps } from '../deps.ts';
import { activateDevice } from './activate-device.ts';
import { describeLicence } from './describe-licence.ts';
import { deactivateDevice } from './release-device.ts';
import { showLicence } from './show-licence.ts';

type DoorDeps = Pick<Deps, 'db' | 'secrets' | 'publicUrl' | 'now' | 'newId' | 'rateLimits'>;

/** What the licence of a key is worth now. @throws AppError LICENCE_INVALID, RATE_LIMITED */
export async function validateLicence(
  deps: DoorDeps,
  visitor: Visitor,
  { key, deviceId }: ValidateLicence,
): Promise<ValidLicence> {
  return atDoor(deps, visitor, async () =>
    describeLicence(
      deps,
      await showLicence(deps, { key, deviceId: deviceId ?? null }),
      deviceId ?? null,
    ),
  );
}

/** The same, with a seat for the device. @throws AppError LICENCE_INVALID, LICENCE_SEATS, RATE_LIMITED */
export async function activateLicence(
  deps: DoorDeps,
  visitor: Visitor,
  input: ActivateLicence,
): Promise<ValidLicence> {
  return atDoor(deps, visitor, async () =>
    describeLicence(deps, await activateDevice(deps, visitor.request, input), input.deviceId),
  );
}

/** A device gives its seat back. @throws AppError LICENCE_INVALID, RATE_LIMITED */
export async function deactivateLicence(
  deps: DoorDeps,
  visitor: Visitor,
  input: DeactivateLicence,
): Promise<void> {
  await atDoor(deps, visitor, () => deactivateDevice(deps, visitor.request, input));
}

/** Keys that nobody has are counted by address, as they are where programs call. */
async function atDoor<T>(deps: DoorDeps, visitor: Visitor, open: () => Promise<T>): Promise<T> {
  await deps.rateLimits.consume('licenceByAddress', addressOf(visitor));
  try {
    return await open();
  } catch (error) {
    if (error instanceof AppError && error.code === 'LICENCE_INVALID') {
      await deps.rateLimits.consume('stranger.address', addressOf(visitor));
    }
    throw error;
  }
}
