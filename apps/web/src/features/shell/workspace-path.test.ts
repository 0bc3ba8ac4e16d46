import { expect, test } from 'vitest';
import { pathInWorkspace } from './workspace-path.ts';

test('another workspace opens on the page that was open', () => {
  expect(pathInWorkspace('/w/a/settings?tab=members', 'b')).toBe('/w/b/settings?tab=members');
  expect(pathInWorkspace('/w/a/usage?month=2026-11', 'b')).toBe('/w/b/usage?month=2026-11');
  expect(pathInWorkspace('/w/a/models', 'b')).toBe('/w/b/models');
});

test('what belongs to the workspace before stays there', () => {
  expect(pathInWorkspace('/w/a/c/1234', 'b')).toBe('/w/b');
  expect(pathInWorkspace('/w/a', 'b')).toBe('/w/b');
  expect(pathInWorkspace('/w/a/settings?tab=audit&member=1234&range=7d', 'b')).toBe(
    '/w/b/settings?tab=audit',
  );
  expect(pathInWorkspace('/account', 'b')).toBe('/w/b');
});
