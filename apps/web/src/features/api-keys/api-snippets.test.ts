import { expect, test } from 'vitest';
import { apiBaseUrl, apiSnippet } from './api-snippets.ts';

const baseUrl = apiBaseUrl('https://geko.example.com');

test('the address is that of the OpenAI-compatible routes', () => {
  expect(baseUrl).toBe('https://geko.example.com/api/v1');
});

test('curl sends a body that is JSON, to the route of the address', () => {
  const curl = apiSnippet('curl', { baseUrl, modelId: 'gpt-4o-mini' });
  expect(curl).toContain(`curl ${baseUrl}/chat/completions `);
  const body = /-d '([^']*)'/u.exec(curl)?.[1];
  expect(JSON.parse(body ?? '')).toEqual({
    model: 'gpt-4o-mini',
    messages: [{ role: 'user', content: 'Hello' }],
  });
});

test('no example holds a key', () => {
  for (const language of ['javascript', 'curl'] as const) {
    const text = apiSnippet(language, { baseUrl, modelId: 'm' });
    expect(text).toContain('GEKO_API_KEY');
    expect(text).not.toContain('gk_');
  }
});
