import { expect, test } from 'vitest';
import { createLogger } from './create-logger.ts';
import type { LogLevel } from './create-logger.ts';

function record(level: LogLevel = 'debug') {
  const lines: string[] = [];
  const log = createLogger({
    name: 'test',
    level,
    now: () => new Date('2026-11-21T10:00:00Z'),
    to: { write: (line: string) => void lines.push(line) },
  });
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? 'null') as Record<string, unknown> };
}

test('a line is one JSON object with level, time, name, facts and message', () => {
  const { log, lines, last } = record();
  log.info({ requestId: 'r1', costNano: 12n, at: new Date(0) }, 'turn closed');
  expect(lines).toHaveLength(1);
  expect(last()).toEqual({
    level: 'info',
    time: '2026-11-21T10:00:00.000Z',
    name: 'test',
    requestId: 'r1',
    costNano: '12',
    at: '1970-01-01T00:00:00.000Z',
    msg: 'turn closed',
  });
});

test('lines below the level are not written', () => {
  const { log, lines } = record('warn');
  log.info({}, 'quiet');
  log.warn({}, 'heard');
  expect(lines).toHaveLength(1);
});

test('secrets are not written, under whatever name or depth, also by a child', () => {
  const { log, lines } = record();
  const secret = 'hunter2hunter2';
  log.child({ cookie: secret }).error(
    {
      headers: new Headers({ Authorization: secret, 'Set-Cookie': secret, 'x-api-key': secret }),
      request: { body: { user: { password: secret, apiKey: secret } } },
      list: [{ token: secret }],
    },
    `password=${secret} failed`,
  );
  expect(lines.join('')).not.toContain(secret);
  expect(lines.join('')).toContain('[redacted]');
});

test('an error keeps what broke and loses the content', () => {
  const { log, last, lines } = record();
  const cause = Object.assign(new Error('duplicate key'), {
    code: '23505',
    constraint: 'users_email_unique',
    detail: 'Key (email)=(ada@example.com) already exists.',
  });
  const error = new Error('Failed query: insert into users values ($1)\nparams: ada@example.com', {
    cause,
  });
  log.error({ error }, 'register failed');
  expect(lines.join('')).not.toContain('ada@example.com');
  const logged = last()['error'];
  expect(logged).toHaveProperty('stack', expect.stringContaining('create-logger.test.ts'));
  expect(logged).toMatchObject({
    name: 'Error',
    message: 'Failed query: insert into users values ($1)',
    cause: { code: '23505', constraint: 'users_email_unique' },
  });
});

test('a value that points at itself ends', () => {
  const { log, lines } = record();
  const loop: Record<string, unknown> = {};
  loop['self'] = loop;
  log.info({ loop }, 'round');
  expect(lines).toHaveLength(1);
});
