import type { MailParts } from './parts.ts';

/** The text part: all that the HTML says, its links included. */
export function toText(parts: MailParts): string {
  const { button, second, home } = parts;
  const blocks = [
    parts.title,
    parts.greeting,
    ...parts.paragraphs,
    parts.facts.map(([label, value]) => `${label}: ${value}`).join('\n'),
    button === null ? '' : `${button.label}:\n${button.url}`,
    second === null ? '' : `${second.lead}\n${second.url}`,
    ...parts.notes,
    `-- \n${parts.footer}\n${home.name}: ${home.url}`,
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}
