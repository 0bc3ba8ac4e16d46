import { isIP } from 'node:net';

/** Ports of web servers; others are those of what speaks something else and should not be talked to. */
const PORTS: ReadonlySet<number> = new Set([80, 443, 8080, 8443]);
const MOST_CHARS = 2_048;
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/u;

export type WebAddress = {
  url: URL;
  /** The host without the brackets of an address of version 6. */
  host: string;
  port: number;
};

/**
 * A web address as it was written by somebody: http or https, to a host with a domain or to an address, without a user in
 * it and without what parsers read in different ways (spaces, control characters, backslashes).
 * @returns null for anything else
 */
export function readAddress(text: string): WebAddress | null {
  if (text.length > MOST_CHARS || !/^https?:\/\/[^/]/iu.test(text)) return null;
  if (/[\s\p{Cc}\p{Cf}\\]/u.test(text)) return null;
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '') return null;
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  const host = url.hostname.replace(/^\[(.*)\]$/u, '$1');
  return isIP(host) !== 0 || isDomain(host) ? { url, host, port } : null;
}

/** Names of one part are those of an inner network. */
function isDomain(host: string): boolean {
  const labels = host.replace(/\.$/u, '').split('.');
  return labels.length > 1 && host.length < 254 && labels.every((label) => LABEL.test(label));
}

export type AllowedHosts = ReadonlySet<string>;

/** Whether the operator's list has the host, for every port of the web or for this one. */
export function isListed({ url, port }: WebAddress, allowed: AllowedHosts): boolean {
  return (allowed.has(url.hostname) && PORTS.has(port)) || allowed.has(`${url.hostname}:${port}`);
}

export const isWebPort = (port: number): boolean => PORTS.has(port);
