import { request, type IncomingMessage } from 'node:http';
import { connect as connectPlain, isIP, type LookupFunction, type Socket } from 'node:net';
import { checkServerIdentity, connect as connectTls } from 'node:tls';
import type { WebAddress } from './read-address.ts';

/** Where a connection is made to. */
export type Route = { addresses: readonly string[]; port: number };

const HEADERS = { 'user-agent': 'Geko', 'accept-encoding': 'identity', connection: 'close' };

/**
 * Asks for what is at an address, over a connection to one of the addresses that were checked; where it points to is not
 * followed. No cookie, no authorization, no proxy: nothing goes along but what is written here.
 */
export function ask(
  address: WebAddress,
  { route, accept, signal }: { route: Route; accept: string; signal: AbortSignal },
): Promise<IncomingMessage> {
  const { url } = address;
  return new Promise((resolve, reject) => {
    request({
      method: 'GET',
      path: `${url.pathname}${url.search}`,
      headers: { ...HEADERS, host: url.host, accept },
      setHost: false,
      signal,
      createConnection: () => open(address, route),
    })
      .on('response', resolve)
      .on('error', reject)
      .end();
  });
}

/** The name is never looked up again: whoever asks for its address is told the checked ones. */
function open({ url, host }: WebAddress, { addresses, port }: Route): Socket {
  const lookup: LookupFunction = (_name, _options, callback) => {
    callback(
      null,
      addresses.map((address) => ({ address, family: isIP(address) })),
    );
  };
  const to = { host: 'checked', port, lookup, autoSelectFamily: true };
  if (url.protocol === 'http:') return connectPlain(to);
  return connectTls({
    ...to,
    servername: isIP(host) === 0 ? host : '',
    checkServerIdentity: (_host, certificate) => checkServerIdentity(host, certificate),
  });
}
