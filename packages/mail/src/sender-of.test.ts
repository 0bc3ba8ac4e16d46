import { expect, test } from 'vitest';
import { senderOf } from './sender-of.ts';

test.each([
  ['geko@example.com', '', 'geko@example.com', 'example.com'],
  ['Geko <geko@example.com>', 'Geko', 'geko@example.com', 'example.com'],
  ['Acme, Inc. <ai@acme.example>', 'Acme, Inc.', 'ai@acme.example', 'acme.example'],
  ['"Gekö Müller" <geko@bücher.example>', 'Gekö Müller', 'geko@bücher.example', 'bücher.example'],
  ['<geko@localhost>', '', 'geko@localhost', 'localhost'],
])('%s', (from, name, address, domain) =>
  expect(senderOf(from)).toEqual({ name, address, domain }),
);
