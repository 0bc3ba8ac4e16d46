import { z } from 'zod';
import { Done } from '@geko/contracts/auth';
import {
  ActivateLicence,
  DeactivateLicence,
  LicenceKeySet,
  ValidateLicence,
  ValidLicence,
} from '@geko/contracts/licences';
import { listPublicKeys } from '@geko/services/licences/list-public-keys';
import {
  activateLicence,
  deactivateLicence,
  validateLicence,
} from '@geko/services/licences/validate-licence';
import { forAnyone, type RestRow } from './rest-row.ts';

const tag = 'Licences';

/** For whoever has a licence's key, and no account. With it as a bearer's token they call all that speaks to models. */
export const licenceRows: readonly RestRow[] = [
  forAnyone({
    method: 'POST',
    path: '/licence/validate',
    operationId: 'validateLicence',
    tag,
    summary: 'Ask what a licence is worth now',
    details:
      'Its tier, seats and use, and a signed token by which the device goes on for a while without Geko. Calls of models take the key as a bearer’s token, with the device in Geko-Device.',
    input: ValidateLicence,
    output: ValidLicence,
    refusals: ['LICENCE_INVALID', 'RATE_LIMITED'],
    example: { key: '$LICENCE_KEY', deviceId: '$DEVICE_ID' },
    run: (deps, visitor, input) => validateLicence(deps, visitor, input),
  }),
  forAnyone({
    method: 'POST',
    path: '/licence/activate',
    operationId: 'activateLicence',
    tag,
    summary: 'Give a device a seat of a licence',
    details: 'A device that has one keeps it. It chooses its id once, and keeps it.',
    input: ActivateLicence,
    output: ValidLicence,
    refusals: ['LICENCE_INVALID', 'LICENCE_SEATS', 'RATE_LIMITED'],
    example: { key: '$LICENCE_KEY', deviceId: '$DEVICE_ID', deviceName: 'My laptop' },
    run: (deps, visitor, input) => activateLicence(deps, visitor, input),
  }),
  forAnyone({
    method: 'POST',
    path: '/licence/deactivate',
    operationId: 'deactivateLicence',
    tag,
    summary: 'Give a seat back',
    input: DeactivateLicence,
    output: Done,
    refusals: ['LICENCE_INVALID', 'RATE_LIMITED'],
    example: { key: '$LICENCE_KEY', deviceId: '$DEVICE_ID' },
    run: async (deps, visitor, input) => {
      await deactivateLicence(deps, visitor, input);
      return { ok: true as const };
    },
  }),
  forAnyone({
    method: 'GET',
    path: '/licence/keys',
    operationId: 'licenceKeys',
    tag,
    summary: 'The public key that offline tokens are checked by',
    input: z.object({}),
    output: LicenceKeySet,
    example: {},
    run: (deps) => listPublicKeys(deps),
  }),
];
