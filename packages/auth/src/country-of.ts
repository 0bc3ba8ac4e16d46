import { isIP } from 'node:net';
import geoip from 'geoip-country';

/** ISO 3166 code of the country a network address belongs to; null = unknown, private or no address. */
export function countryOf(address: string | null): string | null {
  const [bare = ''] = (address ?? '').split('%');
  if (isIP(bare) === 0) return null;
  const country = geoip.lookup(bare)?.country ?? '';
  return country === '' ? null : country;
}
