/** An answer with everything that Markdown brings to the page; for pictures of a conversation. */
export const sampleAnswer = `A \`Set\` keeps each value **once**, in the order of its first appearance:

\`\`\`ts
const unique = <T>(items: readonly T[]): T[] => [...new Set(items)];

unique([3, 1, 3, 2, 1]); // [3, 1, 2]
\`\`\`

## What it costs

| Way | Time | Memory | Note |
| --- | ---: | ---: | --- |
| \`new Set\` | O(n) | O(n) | the usual choice |
| \`filter\` and \`indexOf\` | O(n²) | O(1) | fine below a hundred items |
| sort, then compare neighbours | O(n log n) | O(1) | loses the order |

1. Objects are compared by identity, not by content.
2. For objects, key a \`Map\` by their id.

> Measure before you replace a line that is easy to read.

More in the [documentation of Set](https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Set).
`;
