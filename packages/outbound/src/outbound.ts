import type { IncomingMessage } from 'node:http';
import { AppError } from '@geko/contracts/errors';
import { ask, type Route } from './ask.ts';
import {
  addressesOfThisMachine,
  checkAddress,
  resolveName,
  type Checking,
} from './check-address.ts';
import { readAddress } from './read-address.ts';
import { readBody, TooLarge } from './read-body.ts';
import { refusedAddress } from './refused-address.ts';
import { startWatch, type Watch } from './watch.ts';

/** What is fetched, and what of it is taken. */
export type Wanted = {
  /** An address that somebody wrote. */
  url: string;
  /** The input field that it came in, which errors name. */
  field: string;
  maxBytes: number;
  /** Content types that are taken: "text/html", or "image/*" for all of a kind. */
  types: readonly string[];
  /** Aborted = nobody waits for it any more. */
  signal?: AbortSignal;
};

export type Fetched = {
  bytes: Buffer;
  /** As its server says, without parameters; not to be trusted. */
  type: string;
  /** Where it was found in the end. */
  url: string;
};

export type Outbound = {
  /**
   * Fetches what is at an address that somebody wrote, from the public internet or from a host that the operator lists,
   * and from nowhere else: not after a redirect either.
   * @throws AppError BAD_REQUEST, one sentence for whatever is refused, missing or silent; PAYLOAD_TOO_LARGE,
   * UNSUPPORTED_MEDIA_TYPE; each names the field
   */
  fetch: (wanted: Wanted) => Promise<Fetched>;
};

export type OutboundSettings = {
  /** Hosts ("files.example.com", "10.0.0.7:9000") that may be at any address; of those without a port the web's are meant. */
  allowedHosts: readonly string[];
  /** How a name's addresses are found; as this machine does without. */
  resolve?: Checking['resolve'];
  /** This machine's own; as it says without. */
  ownAddresses?: Checking['ownAddresses'];
  /** Tests never leave this machine: where they have what is at a checked address. */
  reroute?: (route: Route) => Route;
  /** Longest time in all, and longest silence, in milliseconds. */
  totalMs?: number;
  idleMs?: number;
};

const MOST_HOPS = 5;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** The one door through which addresses are fetched that users can choose. */
export function createOutbound({
  allowedHosts,
  resolve = resolveName,
  ownAddresses = addressesOfThisMachine,
  reroute = (route) => route,
  totalMs = 20_000,
  idleMs = 5_000,
}: OutboundSettings): Outbound {
  const checking = { allowedHosts: new Set(allowedHosts), resolve, ownAddresses };

  async function follow(wanted: Wanted, watch: Watch): Promise<Fetched> {
    let text = wanted.url;
    let isSecure = false;
    for (let hops = 0; hops <= MOST_HOPS; hops += 1) {
      const address = readAddress(text);
      if (address === null) throw new Error('no address of the web');
      const { url, port } = address;
      if (isSecure && url.protocol === 'http:') throw new Error('a way back to plain http');
      isSecure = url.protocol === 'https:';
      const addresses = await watch.race(checkAddress(address, checking));
      const route = reroute({ addresses, port });
      const accept = wanted.types.join(', ');
      const answer = await watch.race(ask(address, { route, accept, signal: watch.signal }));
      watch.touch();
      const { statusCode = 0, headers } = answer;
      if (!REDIRECTS.has(statusCode)) return take(answer, { wanted, url, watch });
      answer.destroy();
      const next = URL.parse(headers.location ?? '', url);
      if (next === null) throw new Error('a redirect to nowhere');
      next.hash = '';
      text = next.href;
    }
    throw new Error('too many redirects');
  }

  return {
    async fetch(wanted) {
      const { field } = wanted;
      const watch = startWatch({ totalMs, idleMs, signal: wanted.signal });
      try {
        return await follow(wanted, watch);
      } catch (error) {
        if (error instanceof AppError) throw error;
        throw refusedAddress(field, error instanceof Error ? error : String(error));
      } finally {
        watch.end();
      }
    },
  };
}

async function take(
  answer: IncomingMessage,
  { wanted, url, watch }: { wanted: Wanted; url: URL; watch: Watch },
): Promise<Fetched> {
  try {
    const { field, maxBytes, types } = wanted;
    const { headers, statusCode } = answer;
    if (statusCode !== 200) throw new Error(`status ${statusCode}`);
    if ((headers['content-encoding'] ?? 'identity') !== 'identity') throw new Error('compressed');
    const [named = ''] = (headers['content-type'] ?? '').split(';');
    const type = named.trim().toLowerCase() || 'application/octet-stream';
    if (!types.some((one) => matches(type, one))) {
      const message = 'What is at this address is not of a type that is taken here.';
      throw new AppError('UNSUPPORTED_MEDIA_TYPE', { field, message });
    }
    const bytes = await readBody(answer, { maxBytes, touch: watch.touch }).catch(
      (error: unknown) => {
        if (!(error instanceof TooLarge)) throw error;
        const message = 'What is at this address is too large.';
        throw new AppError('PAYLOAD_TOO_LARGE', { field, message });
      },
    );
    return { bytes, type, url: url.href };
  } finally {
    answer.destroy();
  }
}

function matches(type: string, pattern: string): boolean {
  return pattern.endsWith('/*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern;
}
