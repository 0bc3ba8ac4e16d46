import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOutbound } from './outbound.ts';
import { certificate, certificateKey } from './testing/certificate.ts';
import { SITE_ADDRESS } from './testing/test-internet.ts';

const trusted = getCACertificates('default');
const told: (string | false | null | undefined)[] = [];
const server = createServer({ cert: certificate, key: certificateKey }, (request, response) => {
  told.push('servername' in request.socket ? (request.socket.servername as string) : null);
  response.writeHead(200, { 'content-type': 'image/png' }).end('a picture');
});
beforeAll(() => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve)));
afterAll(() => {
  setDefaultCACertificates(trusted);
  server.closeAllConnections();
  return new Promise((resolve) => void server.close(resolve));
});

const ask = (url: string) =>
  createOutbound({
    allowedHosts: [],
    resolve: () => Promise.resolve([SITE_ADDRESS]),
    reroute: () => ({ addresses: ['127.0.0.1'], port: (server.address() as AddressInfo).port }),
  }).fetch({ url, field: 'url', maxBytes: 100, types: ['image/*'] });

test('a server must prove that it is who the address names, though its address was looked up before', async () => {
  await expect(ask('https://secure.example/')).rejects.toThrow(/Nothing can be fetched/u);
  setDefaultCACertificates([...trusted, certificate]);
  expect(String((await ask('https://secure.example/')).bytes)).toBe('a picture');
  expect(String((await ask(`https://${SITE_ADDRESS}/`)).bytes)).toBe('a picture');
  await expect(ask('https://other.example/')).rejects.toThrow(/Nothing can be fetched/u);
  await expect(ask('https://93.184.215.15/')).rejects.toThrow(/Nothing can be fetched/u);
  expect(told).toEqual(['secure.example', false]);
});
