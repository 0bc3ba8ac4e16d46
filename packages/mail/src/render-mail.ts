import type { Branding, Mail, MailData, MailKind } from '@geko/contracts/mail';
import type { Locale } from '@geko/contracts/auth';
import { fillPlaces, oneLine, quoted } from './layout/clean-text.ts';
import type { MailParts } from './layout/parts.ts';
import { toHtml } from './layout/to-html.ts';
import { toText } from './layout/to-text.ts';
import { templates, type Filled } from './templates/templates.ts';
import { wordsOf } from './words/words-of.ts';

export type RenderedMail = { subject: string; text: string; html: string };

type AnyTemplate = (
  data: MailData<MailKind>,
  speech: { locale: Locale; words: (typeof wordsOf)[Locale] },
) => Filled;

/** A mail as its reader gets it, in their language and the installation's colours. */
export function renderMail(mail: Mail, branding: Branding): RenderedMail {
  const { locale } = mail;
  const words = wordsOf[locale];
  // The table pairs each kind with its own data; that `mail` does the same the compiler cannot follow.
  const template = templates[mail.kind] as AnyTemplate;
  const {
    words: key,
    name,
    places = {},
    url,
    resetUrl,
    facts = [],
  } = template(mail.data, { locale, words });
  const said = words.kinds[key];
  const brand = oneLine(branding.name);
  const speak = (text: string) => fillPlaces(text, { ...places, brand });
  const known = name === null ? '' : quoted(name);
  const parts: MailParts = {
    subject: oneLine(speak(said.subject)),
    title: speak(said.title),
    greeting: known === '' ? words.helloAll : fillPlaces(words.hello, { name: known }),
    paragraphs: said.paragraphs.map(speak),
    facts,
    button:
      said.button === null || url === undefined
        ? null
        : { label: said.button, url, lead: words.buttonAddress },
    second: resetUrl === undefined ? null : { lead: words.resetInstead, url: resetUrl },
    notes: said.notes.map(speak),
    footer: speak(words.footer),
    home: { name: brand, url: branding.url },
  };
  return { subject: parts.subject, text: toText(parts), html: toHtml(parts, { locale, branding }) };
}
