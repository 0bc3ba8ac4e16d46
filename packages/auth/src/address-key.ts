import { isIPv6 } from 'node:net';

const PREFIX_GROUPS = 4;

/**
 * What a network address counts as. One customer holds a whole /64 of IPv6, so its first four groups
 * stand for all of it; an IPv4 address, also one written as IPv6, stands for itself.
 */
export function addressKey(address: string): string {
  const [bare = ''] = address.trim().toLowerCase().split('%');
  if (!isIPv6(bare)) return bare;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/u.exec(bare);
  if (mapped?.[1] !== undefined) return mapped[1];
  const [head = '', tail] = bare.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  const groups = [...left, ...(tail === undefined ? [] : zeros), ...right];
  const prefix = groups
    .slice(0, PREFIX_GROUPS)
    .map((group) => Number.parseInt(group, 16).toString(16));
  return `${prefix.join(':')}::/64`;
}
