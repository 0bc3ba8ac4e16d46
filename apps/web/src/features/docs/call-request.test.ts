import { expect, test } from 'vitest';
import { callAddress, callHeaders } from './call-request.ts';

const call = {
  path: '/workspaces/{workspaceId}/receipts',
  fields: [
    { name: 'workspaceId', place: 'path' },
    { name: 'limit', place: 'query' },
    { name: 'cursor', place: 'query' },
    { name: 'Idempotency-Key', place: 'header' },
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

test('a header goes beside the address, and an empty one not at all', () => {
  const values = { workspaceId: 'w', 'Idempotency-Key': ' once-1 ' };
  expect(callAddress(call, values)).toBe('/api/v1/workspaces/w/receipts');
  expect(callHeaders(call.fields, values)).toEqual({ 'Idempotency-Key': 'once-1' });
  expect(callHeaders(call.fields, { limit: '1', 'Idempotency-Key': ' ' })).toEqual({});
});
