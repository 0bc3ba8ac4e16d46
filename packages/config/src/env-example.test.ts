import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { settingDocs } from './setting-docs.ts';

test('.env.example names every setting for people, and no other', () => {
  const text = readFileSync(new URL('../../../.env.example', import.meta.url), 'utf8');
  const named = [...text.matchAll(/^# ?([A-Z_]+)=/gmu)].map((match) => match[1]);
  const known = settingDocs.filter((doc) => !doc.isInternal).map((doc) => doc.name);
  expect(new Set(named)).toEqual(new Set(known));
});
