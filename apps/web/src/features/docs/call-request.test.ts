import { expect, test } from 'vitest';
import { callAddress } from './call-request.ts';

const call = {
  path: '/workspaces/{workspaceId}/receipts',
  fields: [
    { name: 'workspaceId', place: 'path' },
    { name: 'limit', place: 'query' },
    { name: 'cursor', place: 'query' },
  ],
} as const;

test('fields go where they belong, and empty ones nowhere', () => {
  expect(callAddress(call, { workspaceId: 'w', limit: '10', cursor: ' ' })).toBe(
    '/api/v1/workspaces/w/receipts?limit=10',
  );
});

test('nothing that is typed leads elsewhere', () => {
  expect(callAddress(call, { workspaceId: '../$&?x', limit: '1&y=2' })).toBe(
    '/api/v1/workspaces/..%2F%24%26%3Fx/receipts?limit=1%26y%3D2',
  );
});
