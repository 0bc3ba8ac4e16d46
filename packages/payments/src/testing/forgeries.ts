import { createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { signPayload } from '@geko/fake-stripe/webhooks/sign-payload';
import { MOST_WEBHOOK_BYTES } from '../stripe/read-event.ts';
import type { RawDelivery, RefusedReason } from '../stripe/read-event.ts';

/** What the genuine delivery is signed with, and when. */
export const SECRET = 'whsec_0123456789abcdef';
export const NOW = new Date('2026-11-23T12:00:00Z');
export const AT = NOW.getTime() / 1000;

export const EVENT = {
  id: 'evt_1',
  object: 'event',
  api_version: '2026-10-28.endive',
  created: AT - 3,
  data: { object: { id: 'in_1', object: 'invoice', amount_paid: 2900 } },
  livemode: false,
  pending_webhooks: 1,
  request: { id: null, idempotency_key: null },
  type: 'invoice.paid',
};
export const TEXT = JSON.stringify(EVENT, null, 2);
export const bytes = (text: string) => new TextEncoder().encode(text);

export const hmac = (body: string | Uint8Array, at: number | string = AT, secret = SECRET) =>
  createHmac('sha256', secret).update(`${at}.`).update(body).digest('hex');

/** One that Stripe has signed. */
export const genuine: RawDelivery = {
  body: bytes(TEXT),
  signature: signPayload(TEXT, SECRET, AT),
  contentType: 'application/json; charset=utf-8',
  contentEncoding: null,
};
/** Deliveries that somebody made who does not have the secret, or that were changed on their way. */
export function* forgeries(): Generator<
  [string, Partial<RawDelivery>, RefusedReason[], (string | null)?]
> {
  const header = genuine.signature as string;
  const v1 = hmac(TEXT);
  const of = (signature: RawDelivery['signature']) => ({ signature });
  for (const secret of [null, '', ' ', '\n', '\t \n']) {
    const key = secret ?? '';
    const signature = `t=${AT},v1=${hmac(TEXT, AT, key)}`;
    yield [`secret ${JSON.stringify(secret)}`, of(signature), ['no_secret'], secret];
  }
  for (const wrong of [
    '',
    'whsec_',
    'whsec_other',
    SECRET.toUpperCase(),
    `${SECRET} `,
    SECRET.slice(6),
    `x${SECRET}`,
  ]) {
    yield [
      `signed with ${JSON.stringify(wrong)}`,
      of(`t=${AT},v1=${hmac(TEXT, AT, wrong)}`),
      ['wrong_signature'],
    ];
  }
  // An altered byte at sixty places, a missing and an added one.
  for (let place = 0; place < 60; place += 1) {
    const body = bytes(TEXT);
    const index = Math.floor((place * body.length) / 60);
    body[index] = (body[index] ?? 0) ^ 1;
    yield [`byte ${index} altered`, { body }, ['wrong_signature']];
  }
  for (const cut of [0, 1, 2, 10, TEXT.length - 1]) {
    yield [`cut after ${cut}`, { body: bytes(TEXT.slice(0, cut)) }, ['wrong_signature']];
  }
  for (const text of [`${TEXT}\n`, ` ${TEXT}`, TEXT.replaceAll('\n', '\r\n'), TEXT + TEXT]) {
    yield [`white space ${text.length}`, { body: bytes(text) }, ['wrong_signature']];
  }
  // The same JSON, written again by somebody.
  for (const space of [undefined, 1, 4, 8, '\t']) {
    yield [
      `re-serialised ${space}`,
      { body: bytes(JSON.stringify(EVENT, null, space)) },
      ['wrong_signature'],
    ];
  }
  for (const change of [
    { type: 'charge.refunded' },
    { livemode: true },
    { id: 'evt_2' },
    { account: 'acct_x' },
    { data: { object: { ...EVENT.data.object, amount_paid: 290_000 } } },
  ]) {
    yield [
      `changed ${JSON.stringify(change)}`,
      { body: bytes(JSON.stringify({ ...EVENT, ...change }, null, 2)) },
      ['wrong_signature'],
    ];
  }
  // Other schemes than v1.
  for (const scheme of ['v0', 'v2', 'v10', 'v01', 'V1', 'v1 ', ' v1', 'v', 'w1']) {
    const why: RefusedReason[] = ['malformed_signature'];
    yield [`scheme ${JSON.stringify(scheme)}`, of(`t=${AT},${scheme}=${v1}`), why];
  }
  for (const missing of [null, '', []])
    yield [`header ${JSON.stringify(missing)}`, of(missing), ['no_signature']];
  // A header that came twice, apart or as Node joins it; two times in one.
  for (const doubled of [
    [header, header],
    [header, 'x'],
    ['x', header],
    `${header}, ${header}`,
    `${header},${header}`,
    `t=${AT - 9999},${header}`,
    `${header},t=${AT}`,
    `t=${AT},t=${AT},v1=${v1}`,
  ]) {
    yield [`doubled ${JSON.stringify(doubled)}`, of(doubled), ['malformed_signature']];
  }
  for (const odd of [
    'x',
    't',
    't=',
    `t=${AT}`,
    `v1=${v1}`,
    `v1=${v1},t=${AT}`,
    `t=${AT};v1=${v1}`,
    `t=${AT},v1=`,
    `t=${AT},v1`,
    `t=,v1=${v1}`,
    `t=abc,v1=${v1}`,
    `t=-1,v1=${v1}`,
    `t=1e10,v1=${v1}`,
    `t=0x6561,v1=${v1}`,
    `t=${AT}.0,v1=${v1}`,
    `t= ${AT},v1=${v1}`,
    `t=${AT} ,v1=${v1}`,
    ` t=${AT},v1=${v1}`,
    `t=${AT},v1=${v1} `,
    `t=${AT},v1=${v1},`,
    `t=${AT},,v1=${v1}`,
    `T=${AT},v1=${v1}`,
    `t=${AT},v1=${v1.toUpperCase()}`,
    `t=${AT},v1=${v1.slice(1)}`,
    `t=${AT},v1=${v1}0`,
    `t=${AT},v1="${v1}"`,
    `t=${AT},v1=${Buffer.from(v1, 'hex').toString('base64')}`,
    `t=${AT},v1=${v1}\n`,
    `t=${'9'.repeat(400)},v1=${v1}`,
    `t=${AT}${',v1='.concat(v1).repeat(9)}`,
  ]) {
    yield [`malformed ${JSON.stringify(odd).slice(0, 60)}`, of(odd), ['malformed_signature']];
  }
  for (const zero of ['0', 'f', 'a'])
    yield [`all ${zero}`, of(`t=${AT},v1=${zero.repeat(64)}`), ['wrong_signature']];
  yield ['time of another', of(`t=${AT - 1},v1=${v1}`), ['wrong_signature']];
  // The SDK reads the number, and would take it.
  yield ['time with noughts', of(`t=00${AT},v1=${v1}`), ['malformed_signature']];
  yield [
    'sha1',
    of(
      `t=${AT},v1=${createHmac('sha1', SECRET).update(`${AT}.${TEXT}`).digest('hex').padEnd(64, '0')}`,
    ),
    ['wrong_signature'],
  ];
  yield [
    'body alone',
    of(`t=${AT},v1=${createHmac('sha256', SECRET).update(TEXT).digest('hex')}`),
    ['wrong_signature'],
  ];
  // Genuine ones, played back too late or from a clock ahead of ours.
  for (const seconds of [301, 302, 600, 3600, 86_400, 31_536_000, AT - 1]) {
    yield [`${seconds} s old`, of(signPayload(TEXT, SECRET, AT - seconds)), ['too_old']];
    yield [`${seconds} s ahead`, of(signPayload(TEXT, SECRET, AT + seconds)), ['from_the_future']];
  }
  // Bytes that decode to what was signed, or to anything.
  const bom = new Uint8Array([0xef, 0xbb, 0xbf, ...bytes(TEXT)]);
  yield ['byte order mark added', { body: bom }, ['not_text']];
  yield [
    'byte order mark, signed',
    { body: bom, signature: signPayload(bom, SECRET, AT) },
    ['not_text'],
  ];
  for (const [name, invalid] of [
    ['lone continuation', [0x80]],
    ['overlong', [0xc0, 0xaf]],
    ['surrogate', [0xed, 0xa0, 0x80]],
    ['cut sequence', [0xe2, 0x82]],
    ['0xff', [0xff]],
  ] as const) {
    const body = new Uint8Array([...bytes(TEXT.slice(0, 5)), ...invalid, ...bytes(TEXT.slice(5))]);
    yield [`${name}, signed`, { body, signature: signPayload(body, SECRET, AT) }, ['not_text']];
    const replaced = new TextDecoder().decode(body);
    yield [
      `${name}, for what it decodes to`,
      { body, signature: signPayload(replaced, SECRET, AT) },
      ['not_text'],
    ];
  }
  for (const encoding of ['utf-16le', 'latin1'] as const) {
    const odd = encoding === 'latin1' ? TEXT.replace('evt_1', 'evt_é') : TEXT;
    const body = new Uint8Array(Buffer.from(odd, encoding));
    yield [encoding, { body }, ['not_text', 'wrong_signature']];
  }
  const packed = new Uint8Array(gzipSync(TEXT));
  for (const contentEncoding of ['gzip', 'GZIP', 'br', 'deflate', 'gzip, identity', 'x', '']) {
    yield [`encoded ${contentEncoding}`, { body: packed, contentEncoding }, ['encoded']];
    yield [`said to be ${contentEncoding}`, { contentEncoding }, ['encoded']];
  }
  yield ['gzip unsaid', { body: packed }, ['not_text']];
  yield [
    'gzip signed unpacked',
    { body: packed, signature: signPayload(TEXT, SECRET, AT) },
    ['not_text'],
  ];
  for (const contentType of [
    null,
    '',
    'text/plain',
    'text/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'application/jsonp',
    'application/json, text/plain',
    'application/xml',
    'json',
    'application/ld+json',
    ';application/json',
  ]) {
    yield [`type ${contentType}`, { contentType }, ['not_json']];
  }
  for (const size of [MOST_WEBHOOK_BYTES + 1, 4 * MOST_WEBHOOK_BYTES, 50 * MOST_WEBHOOK_BYTES]) {
    const body = new Uint8Array(size).fill(0x20);
    yield [`${size} bytes`, { body, signature: `t=${AT},v1=${v1}` }, ['too_large']];
  }
  // Signed by Stripe, but not an event of the kind that this endpoint takes.
  for (const [name, text] of [
    ['no JSON', '<xml/>'],
    ['null', 'null'],
    ['a list', `[${TEXT}]`],
    ['a thin event', JSON.stringify({ ...EVENT, object: 'v2.core.event' })],
    ['no object', JSON.stringify({ ...EVENT, data: {} })],
    ['an odd id', JSON.stringify({ ...EVENT, data: { object: { object: 'invoice', id: 5 } } })],
    ['another id', JSON.stringify({ ...EVENT, id: 'in_1' })],
    ['a text for a mode', JSON.stringify({ ...EVENT, livemode: 'true' })],
    ['two documents', `${TEXT}${TEXT}`],
  ] as const) {
    yield [name, { body: bytes(text), signature: signPayload(text, SECRET, AT) }, ['not_an_event']];
  }
}
