import { licenceKeySet, licenceSigner } from '@geko/auth/licence-token';
import type { LicenceKeySet } from '@geko/contracts/licences';
import type { Deps } from '../deps.ts';

/** What anybody may check offline tokens by. */
export function listPublicKeys({
  secrets,
  publicUrl,
}: Pick<Deps, 'secrets' | 'publicUrl'>): Promise<LicenceKeySet> {
  return licenceKeySet(licenceSigner(secrets.licenceSigningSeed, publicUrl));
}
