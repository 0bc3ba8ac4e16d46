declare module 'geoip-country' {
  /** The country of an address; null for a private, reserved or malformed one. */
  export function lookup(address: string): { country: string } | null;
}
