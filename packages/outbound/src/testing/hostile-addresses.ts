import type { ResolvedNames } from './test-internet.ts';

/** Where nobody may be sent: this machine, its network, a cloud's own services. */
const TARGETS = ['127.0.0.1', '10.0.0.1', '169.254.169.254', '192.168.1.1'] as const;

const octetsOf = (address: string): number[] => address.split('.').map(Number);
const hex = (value: number, digits = 1): string => value.toString(16).padStart(digits, '0');
const wide = (text: string, dot: string): string =>
  text
    .replaceAll(/\d/gu, (digit) => String.fromCodePoint(0xff10 + Number(digit)))
    .replaceAll('.', dot);
const circled = (text: string): string =>
  text.replaceAll(/[1-9]/gu, (digit) => String.fromCodePoint(0x245f + Number(digit)));
const encoded = (text: string): string =>
  Array.from(text, (char) => `%${hex(char.codePointAt(0) ?? 0, 2)}`).join('');

/** The ways to write an address of version 4 that parsers of URLs have ever understood. */
function writings(address: string): string[] {
  const [a = 0, b = 0, c = 0, d = 0] = octetsOf(address);
  const whole = ((a * 256 + b) * 256 + c) * 256 + d;
  const octal = (value: number) => `0${value.toString(8)}`;
  return [
    address,
    `${address}.`,
    `${whole}`,
    `${whole}.`,
    `0x${hex(whole, 8)}`,
    `0X${hex(whole, 8).toUpperCase()}`,
    `0${whole.toString(8)}`,
    `000000${whole.toString(8)}`,
    `0x${hex(a)}.0x${hex(b)}.0x${hex(c)}.0x${hex(d)}`,
    `${octal(a)}.${octal(b)}.${octal(c)}.${octal(d)}`,
    `${octal(a)}.${b}.0x${hex(c)}.${d}`,
    `000${octal(a)}.${b}.${c}.000${octal(d)}`,
    `${a}.${(b * 256 + c) * 256 + d}`,
    `${a}.${b}.${c * 256 + d}`,
    `0x${hex(a)}.${(b * 256 + c) * 256 + d}`,
    wide(address, '.'),
    wide(address, '\u3002'),
    wide(address, '\uff0e'),
    address.replaceAll('.', '\uff61'),
    circled(address),
    encoded(address),
    address.replaceAll('.', '%2e'),
    `${address.slice(0, -1)}\u00ad${address.slice(-1)}`,
    `${whole + 2 ** 32}`,
  ];
}

/** The addresses of version 6 that carry one of version 4 inside. */
function carriers(address: string): string[] {
  const [a = 0, b = 0, c = 0, d = 0] = octetsOf(address);
  const high = hex(a * 256 + b, 4);
  const low = hex(c * 256 + d, 4);
  const inverted = `${hex(0xffff - (a * 256 + b), 4)}:${hex(0xffff - (c * 256 + d), 4)}`;
  return [
    `::ffff:${address}`,
    `::FFFF:${high}:${low}`,
    `0:0:0:0:0:ffff:${high}:${low}`,
    `0000:0000:0000:0000:0000:ffff:${address}`,
    `::${address}`,
    `::ffff:0:${address}`,
    `64:ff9b::${address}`,
    `64:ff9b::${high}:${low}`,
    `64:ff9b:1::${address}`,
    `64:ff9b:1:ffff:${high}:${low.slice(0, 2)}:${low.slice(2)}00:0`,
    `2002:${high}:${low}::1`,
    `2001:0:4136:e378:8000:63bf:${inverted}`,
    `2001:470:1::5efe:${address}`,
    `2001:470:1::200:5efe:${address}`,
  ].map((text) => `[${text}]`);
}

const SPECIAL = [
  '0.0.0.0',
  '0',
  '00',
  '0x0',
  '0.1.2.3',
  '0177.1',
  '127.255.255.254',
  '127.1.2.3',
  '100.64.0.1',
  '100.100.100.200',
  '100.127.255.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.1',
  '192.0.0.192',
  '192.0.2.1',
  '192.88.99.1',
  '198.18.0.1',
  '198.19.255.255',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '239.255.255.250',
  '240.0.0.1',
  '255.255.255.255',
  '168.63.129.16',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[0000:0000:0000:0000:0000:0000:0000:0001]',
  '[::0001]',
  '[0::1]',
  '[::]',
  '[0::]',
  '[fe80::1]',
  '[fe80::1%25eth0]',
  '[fe80::1%eth0]',
  '[::1%25lo]',
  '[febf::1]',
  '[fc00::1]',
  '[fd00:ec2::254]',
  '[fdff::1]',
  '[ff02::1]',
  '[ff0e::1]',
  '[fec0::1]',
  '[100::1]',
  '[2001:db8::1]',
  '[3fff::1]',
  '[5f00::1]',
  '[2001:2::1]',
  '[2001:10::1]',
  '[2001:20::1]',
  '[4000::1]',
  '[::2]',
  '[1::]',
  '[2001:1::1]',
  '[2620:4f:8000::1]',
  '[::ffff:0.0.0.0]',
  '[::7f00:1]',
  '[::ffff:127.1]',
];

/** Names, and what the test's resolver says of each. */
export const names: ResolvedNames = {
  localhost: [['127.0.0.1', '::1']],
  'localhost.': [['127.0.0.1', '::1']],
  'localhost.localdomain': [['127.0.0.1']],
  'localhost6.localdomain6': [['::1']],
  'anything.localhost': [['127.0.0.1']],
  'loopback.example': [['127.0.0.1']],
  'loopback6.example': [['::1']],
  'mapped.example': [['::ffff:127.0.0.1']],
  'nat64.example': [['64:ff9b::7f00:1']],
  'zone.example': [['fe80::1%eth0']],
  'private.example': [['10.0.0.1']],
  'two-private.example': [['10.0.0.1', '192.168.1.1']],
  'metadata.google.internal': [['169.254.169.254']],
  'database.internal': [['172.16.5.4']],
  'mixed.example': [['93.184.215.14', '127.0.0.1']],
  'mixed-turned.example': [['127.0.0.1', '93.184.215.14']],
  'mixed6.example': [['93.184.215.14', '::1']],
  'broken.example': [['no address']],
  'short.example': [['127.1']],
  'whole.example': [['2130706433']],
  'nothing.example': [[]],
  'xn--loopback-9q0f.example': [['127.0.0.1']],
};

const NAMED = [
  ...Object.keys(names),
  'LOCALHOST',
  'LocalHost',
  'loopback.example.',
  'LOOPBACK.EXAMPLE',
  'l\uff4fcalhost',
  'loc\u00adalhost',
  'lo%63alhost',
  '%6c%6f%63%61%6c%68%6f%73%74',
  'loopback\u3002example',
  'loopback\uff0eexample',
  'localhost%00.example',
  'localhost%2eexample',
  'intranet',
  'router',
  '127.0.0.1.nowhere.example',
];

/** Whole addresses whose trick is not in the host alone. */
const WHOLE = [
  'http://93.184.215.14@127.0.0.1/',
  'http://user:word@127.0.0.1/',
  'http://@127.0.0.1/',
  'http://site.example@127.0.0.1/',
  'http://127.0.0.1@site.example/',
  'http://a:@site.example/',
  'http://site.example%40127.0.0.1/',
  'http://site.example:80@127.0.0.1/',
  'http://site.example\\@127.0.0.1/',
  'http:\\\\127.0.0.1\\',
  'http:/\\127.0.0.1/',
  'http://127.0.0.1\\.site.example/',
  'http:127.0.0.1/',
  'http:/127.0.0.1/',
  'http:///127.0.0.1/',
  'http:////127.0.0.1/',
  '//127.0.0.1/',
  '\thttp://127.0.0.1/',
  'http://127.0.\t0.1/',
  'http://127.0.0.1\n/',
  'ht\ntp://127.0.0.1/',
  ' http://127.0.0.1/',
  'http://127.0.0.1 /',
  'http://127.0.0.1\r\nHost: site.example/',
  'http://\u200b127.0.0.1/',
  'http://127.0.0.1\u0000/',
  'http://127.0.0.1/\r\nX-Injected: 1',
  'http://site.example/\r\n\r\nGET / HTTP/1.1',
  'http://site.example/a b',
  'http://127.0.0.1:/',
  'http://127.0.0.1:080/',
  'http://127.0.0.1?',
  'http://127.0.0.1#',
  'HTTP://127.0.0.1/',
  'https://127.0.0.1/',
  'https://[::1]/',
  'https://localhost/',
  'https://loopback.example/',
  'http://127.0.0.1:8080/',
  'http://127.0.0.1:8443/',
  'https://10.0.0.1:8443/',
  'http://[::1]:8080/',
  'http://127.0.0.1/../../etc/passwd',
  'http://[::1',
  'http://::1/',
  'http://[127.0.0.1]/',
  'http://[::1].site.example/',
  'http://site.example:22/',
  'http://site.example:25/',
  'http://site.example:5432/',
  'http://site.example:6379/',
  'http://site.example:0/',
  'http://site.example:65536/',
  'http://site.example:-80/',
  'http://site.example:3000/',
  'file:///etc/passwd',
  'file://127.0.0.1/etc/passwd',
  'ftp://127.0.0.1/',
  'gopher://127.0.0.1:80/_GET',
  'dict://127.0.0.1/',
  'ldap://127.0.0.1/',
  'tftp://127.0.0.1/',
  'sftp://127.0.0.1/',
  'ws://127.0.0.1/',
  'wss://127.0.0.1/',
  'jar:http://127.0.0.1!/',
  'data:text/plain,hello',
  'javascript:fetch("http://127.0.0.1")',
  'blob:http://127.0.0.1/1',
  'unix:/var/run/docker.sock',
  'http+unix://%2Fvar%2Frun%2Fdocker.sock/',
  'view-source:http://127.0.0.1/',
  'feed:http://127.0.0.1/',
  'netdoc:///etc/passwd',
  '',
  'http://',
  'https://',
  'http',
  '127.0.0.1',
  'localhost',
  '/etc/passwd',
  'http://.',
  'http://..',
  'http://%',
  'http://site..example/',
  `http://site.example/${'a'.repeat(2_048)}`,
];

/** Where a redirect of a public site points to; each is tried with every status. */
const REDIRECTED = [
  'http://127.0.0.1/',
  'http://[::1]/',
  '//127.0.0.1/',
  '//localhost/',
  'http://2130706433/',
  'http://[::ffff:7f00:1]/',
  'https://127.0.0.1/',
  'http://loopback.example/',
  'http://mixed.example/',
  'http://user@site.example/',
  'file:///etc/passwd',
  'http://site.example:5432/',
  'http://',
  'gopher://127.0.0.1/',
  '\\\\127.0.0.1\\',
  '///127.0.0.1/',
];

const toward = (target: string, status: number) =>
  `http://site.example/to/${status}/${encodeURIComponent(target)}`;

/** A redirect to a redirect, and so on, and then to the target. */
const chain = (target: string, hops: number): string =>
  hops === 0 ? target : toward(chain(target, hops - 1), 302);

/** Every one of them has to be refused, and nothing private may hear of it. */
export const hostileAddresses: readonly string[] = [
  ...TARGETS.flatMap((target) => [...writings(target), ...carriers(target)]).map(
    (host) => `http://${host}/`,
  ),
  ...SPECIAL.map((host) => `http://${host}/`),
  ...NAMED.map((host) => `http://${host}/`),
  ...WHOLE,
  ...[301, 302, 303, 307, 308].flatMap((status) =>
    REDIRECTED.map((target) => toward(target, status)),
  ),
  ...[2, 3, 5].map((hops) => chain('http://127.0.0.1/', hops)),
  chain('http://site.example/picture.png', 6),
  'http://site.example/round',
];
