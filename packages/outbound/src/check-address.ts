import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { isPublicAddress } from './is-public-address.ts';
import { isListed, isWebPort, type AllowedHosts, type WebAddress } from './read-address.ts';

export type Checking = {
  /** Hosts, or hosts with a port, that may be at any address. */
  allowedHosts: AllowedHosts;
  /** All addresses of a name. */
  resolve: (name: string) => Promise<readonly string[]>;
  /** This machine's addresses, as they are now. */
  ownAddresses: () => readonly string[];
};

/** By this machine's resolver, as everything else on it does. */
export async function resolveName(name: string): Promise<string[]> {
  return (await lookup(name, { all: true, order: 'verbatim' })).map(({ address }) => address);
}

export function addressesOfThisMachine(): string[] {
  const all = Object.values(networkInterfaces()).flat();
  return all.flatMap((one) => one?.address ?? []);
}

/**
 * The addresses that a connection may be made to, asked for once. One that is not public is enough to refuse them all: who
 * mixes them means the other one. This machine's own are none either, though they may be public.
 * @throws Error that says why not
 */
export async function checkAddress(
  address: WebAddress,
  { allowedHosts, resolve, ownAddresses }: Checking,
): Promise<readonly string[]> {
  const { host, port } = address;
  const isAllowed = isListed(address, allowedHosts);
  if (!isAllowed && !isWebPort(port)) throw new Error('a port of something else');
  const found = isIP(host) === 0 ? await resolve(host) : [host];
  if (found.length === 0) throw new Error('a name without an address');
  const own = ownAddresses();
  const isGood = (one: string) => isPublicAddress(one) && !own.includes(one);
  if (!isAllowed && !found.every(isGood)) throw new Error('an address that is not public');
  return found;
}
