import ipaddr from 'ipaddr.js';

/** Azure's host agent answers every virtual machine at this address, although it is nobody's private one. */
const NEVER: ReadonlySet<string> = new Set(['168.63.129.16']);

/** What the world's addresses of version 6 are in (RFC 4291 §2.4): all else is for some use of its own. */
const GLOBAL = ipaddr.IPv6.parseCIDR('2000::/3');

/** The mark of ISATAP (RFC 5214 §6.1), whose addresses end in one of version 4 that a router passes them on to. */
const ISATAP = 0x5efe;

/**
 * Whether an address belongs to the public internet: not to this machine, a private or local network, a provider's inner
 * network, documentation, a multicast group, nor to what carries such an address inside (mapped, NAT64, 6to4, Teredo).
 * Text that is no address of four decimal numbers or of version 6 is not public.
 */
export function isPublicAddress(text: string): boolean {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) {
    return ipaddr.IPv4.parse(text).range() === 'unicast' && !NEVER.has(text);
  }
  if (text.includes('%') || !ipaddr.IPv6.isValid(text)) return false;
  const address = ipaddr.IPv6.parse(text);
  const [, , , , before = 0, mark = 0] = address.parts;
  const isTunnel = mark === ISATAP && (before & ~0x200) === 0;
  return address.match(GLOBAL) && address.range() === 'unicast' && !isTunnel;
}
