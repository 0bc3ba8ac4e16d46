export type SnippetLanguage = 'javascript' | 'curl';

/** The address that clients of the OpenAI API are given. origin: "https://geko.example.com". */
export function apiBaseUrl(origin: string): string {
  return `${origin}/api/v1`;
}

/** A first program: it asks one question of a model. The key comes from its environment. */
export function apiSnippet(
  language: SnippetLanguage,
  { baseUrl, modelId }: { baseUrl: string; modelId: string },
): string {
  switch (language) {
    case 'javascript':
      return `import OpenAI from 'openai';

const client = new OpenAI({
  baseURL: '${baseUrl}',
  apiKey: process.env.GEKO_API_KEY,
});

const answer = await client.chat.completions.create({
  model: '${modelId}',
  messages: [{ role: 'user', content: 'Hello' }],
});
console.log(answer.choices[0].message.content);`;
    case 'curl':
      return `curl ${baseUrl}/chat/completions \\
  -H "Authorization: Bearer $GEKO_API_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{
    "model": "${modelId}",
    "messages": [{ "role": "user", "content": "Hello" }]
  }'`;
  }
}
