/**
 * Words that the tokenizer counts as one token each, most of them long: an answer may have 8,192 tokens at most, and
 * 60 kB have to fit in.
 */
const WORDS = (
  'information development environment organization understanding communication performance responsibility the ' +
  'implementation administration characteristics and representation recommendations opportunities relationship of ' +
  'infrastructure transportation manufacturing investigation in configuration documentation authentication with ' +
  'notifications subscription transaction application for distribution participation international professional'
).split(' ');

/** Takes the next words of the endless row, so that every call with the same place gives the same ones. */
function words(from: number, count: number): string {
  return Array.from({ length: count }, (_, i) => WORDS[(from * 7 + i * 5) % WORDS.length]).join(
    ' ',
  );
}

function section(index: number): string {
  const at = (offset: number, count: number) => words(index * 13 + offset, count);
  return `## ${index + 1}. ${at(0, 5)}

${at(1, 24)}, **${at(2, 4)}** ${at(3, 20)}. ${at(4, 18)} \`${at(5, 1)}\` ${at(6, 16)}; see
[${at(7, 3)}](https://example.com/documentation). ${at(8, 22)}.

- ${at(9, 12)}
- *${at(10, 3)}* ${at(11, 10)}
  - ${at(12, 9)}
  - ${at(13, 9)}
- ${at(14, 14)}

1. ${at(15, 12)}
2. ${at(16, 15)}
3. ${at(17, 11)}

\`\`\`ts
/** ${at(18, 8)} */
export async function implementation(configuration: Configuration): Promise<Information[]> {
        const information = await configuration.documentation.transaction();
        for (const notification of configuration.notifications) {
                if (notification.organization === information.organization) {
                        information.environment.push(notification.development);
                }
        }
        return information.environment.filter((development) => development.performance > 0);
}
\`\`\`

| ${at(19, 1)} | ${at(20, 1)} | ${at(21, 2)} |
| ---------------- | ----------------: | -------------------------------- |
| ${at(22, 2)} | ${index * 31} | ${at(23, 6)} |
| ${at(24, 2)} | ${index * 17} | ${at(25, 6)} |
| ${at(26, 2)} | ${index * 11} | ${at(27, 6)} |

> ${at(28, 20)}

${at(29, 60)}.

`;
}

/** An answer with everything that Markdown brings to the page, of at least so many characters (all ASCII). */
export function markdownSample(chars: number): string {
  let text = '';
  for (let index = 0; text.length < chars; index += 1) text += section(index);
  return text;
}
