import { hashText } from './hash-text.ts';

type DemoBody = (topic: string) => string;

const MAX_QUOTE_CHARACTERS = 120;

/**
 * A Markdown answer that shows what an answer can look like and says in its first sentence what it is. The same words
 * give the same answer; others give another of the shapes.
 */
export function demoText(userWords: string): string {
  const words = userWords.replaceAll(/\s+/g, ' ').trim();
  const quote =
    words.length > MAX_QUOTE_CHARACTERS ? `${words.slice(0, MAX_QUOTE_CHARACTERS)}…` : words;
  const said = quote === '' ? 'You sent an empty message.' : `You wrote: “${quote}”`;
  const body = BODIES[hashText(words) % BODIES.length] ?? tour;
  return `${OPENING}\n\n> ${said}\n\n${body(topicOf(words))}\n\n${CLOSING}`;
}

const OPENING =
  'This is a demonstration and not an AI: a small program wrote these lines so that you can see how Geko works. ' +
  'Everything around them is real, from the stream to the receipt below.';

const CLOSING =
  'To talk to a real model, set a provider key such as `OPENAI_API_KEYS` or `ANTHROPIC_API_KEYS` and start Geko again.';

/** The longest word of the message, as something to put into headings and tables. */
function topicOf(words: string): string {
  const candidates = words.match(/\p{L}{3,}/gu) ?? [];
  return (
    candidates
      .reduce((longest, word) => (word.length > longest.length ? word : longest), '')
      .slice(0, 24) || 'your message'
  );
}

const tour: DemoBody = (topic) => `## A short tour, starting from ${topic}

While you read, this happens behind the page:

1. **Admission.** Your plan, your quota and your workspace's rules said yes.
2. **Hold.** Enough was set aside for the longest answer you could get.
3. **Stream.** Each piece is kept as it arrives; refresh the page and it goes on.
4. **Settlement.** The hold became a charge for the tokens used, once.

| Step | Where to see it | Survives a refresh |
| --- | --- | :---: |
| Stream | this message | yes |
| Tokens | the receipt below | yes |
| Quota | the bar at the top | yes |

\`\`\`ts
type Receipt = { inputTokens: number; outputTokens: number; costNano: bigint };

export function totalTokens(receipt: Receipt): number {
  return receipt.inputTokens + receipt.outputTokens;
}
\`\`\``;

const toolbox: DemoBody = (topic) => `## What Markdown can do for ${topic}

Answers are *formatted as they arrive*, with no jumps:

- **lists** with as many levels as you need
  - like this one
- \`inline code\` and highlighted blocks
- links, quotes and tables

### A table

| Class of token | Counted when | Price |
| --- | --- | ---: |
| Input | you press send | per million |
| Cached input | the provider has seen it before | lower |
| Output | the answer is written | higher |

### A block of code

\`\`\`ts
const words = ${JSON.stringify(topic)}.split('');

for (const [index, letter] of words.entries()) {
  console.log(\`\${index + 1}: \${letter}\`);
}
\`\`\`

Copy it with the button in its corner.`;

const checklist: DemoBody = (topic) => `## Three things to try next

You mentioned **${topic}**. A demonstration knows nothing about it, but it can tell you what to press:

1. Press **Stop** in the middle of an answer. What arrived is kept, and only that is charged.
2. Open this conversation in a second tab while an answer streams.
3. Open **Usage** and find this message in today's column.

### What you pay for

| | Demonstration | Real model |
| --- | --- | --- |
| Tokens counted | yes | yes |
| Quota used | yes | yes |
| Knows about ${topic} | no | perhaps |

\`\`\`ts
export async function* readAloud(lines: string[]): AsyncGenerator<string> {
  for (const line of lines) {
    yield line;
  }
}
\`\`\`

> A good answer is worth its tokens.`;

const BODIES: readonly DemoBody[] = [tour, toolbox, checklist];
