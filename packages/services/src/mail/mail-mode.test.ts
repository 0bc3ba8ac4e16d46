import { expect, test } from 'vitest';
import { mailMode } from './mail-mode.ts';

test.each([
  ['http://localhost:3000', 'mailbox'],
  ['http://LOCALHOST', 'mailbox'],
  ['http://127.0.0.1:3000', 'mailbox'],
  ['http://127.1', 'mailbox'],
  ['http://[::1]:3000', 'mailbox'],
  ['https://geko.example.com', 'none'],
  ['http://192.168.1.20:3000', 'none'],
  ['http://0.0.0.0:3000', 'none'],
  ['http://localhost.evil.example', 'none'],
  ['http://127.0.0.1.evil.example', 'none'],
  ['http://evil.example/localhost', 'none'],
] as const)('%s without a mail server: %s', (publicUrl, mode) => {
  expect(mailMode({ smtpUrl: null, publicUrl })).toBe(mode);
  expect(mailMode({ smtpUrl: 'smtp://mail.example.com', publicUrl })).toBe('smtp');
});
