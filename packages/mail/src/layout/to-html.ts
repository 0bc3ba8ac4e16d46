import type { Locale } from '@geko/contracts/auth';
import type { Branding } from '@geko/contracts/mail';
import { escapeHtml as e } from './clean-text.ts';
import type { MailParts } from './parts.ts';
import { readableOn } from './readable-on.ts';

const FONT = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif";

/** Programs that know no dark mode ignore this; inline styles carry the light one. */
const DARK = `
  :root { color-scheme: light dark; supported-color-schemes: light dark; }
  @media (prefers-color-scheme: dark) {
    .page { background-color: #121413 !important; }
    .card { background-color: #1c1f1e !important; border-color: #343937 !important; }
    .ink { color: #f1f4f2 !important; }
    .soft { color: #b4bbb7 !important; }
    .facts { background-color: #262a28 !important; }
  }
  @media (max-width: 600px) {
    .card { padding: 24px 20px !important; }
    .button { display: block !important; text-align: center !important; }
  }`;

const ink = `color:#1a1d1b;font-family:${FONT};`;
const soft = `color:#59605c;font-family:${FONT};font-size:14px;line-height:21px;`;

const link = (url: string) =>
  `<a href="${e(url)}" target="_blank" rel="noopener noreferrer" class="soft" style="${soft}text-decoration:underline;word-break:break-all;">${e(url)}</a>`;

const paragraph = (text: string) =>
  `<p class="ink" style="margin:0 0 16px;${ink}font-size:16px;line-height:24px;">${e(text)}</p>`;

const note = (html: string) => `<p class="soft" style="margin:0 0 8px;${soft}">${html}</p>`;

function buttonRow({ label, url, lead }: NonNullable<MailParts['button']>, color: string): string {
  const text = readableOn(color);
  return `<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:8px 0 24px;"><tr>
<td bgcolor="${color}" style="background-color:${color};border-radius:8px;"><a href="${e(url)}" target="_blank" rel="noopener noreferrer" class="button" style="display:inline-block;padding:13px 24px;border-radius:8px;background-color:${color};color:${text};font-family:${FONT};font-size:16px;line-height:22px;font-weight:600;text-decoration:none;">${e(label)}</a></td>
</tr></table>
${note(`${e(lead)}<br>${link(url)}`)}`;
}

function factRows(facts: MailParts['facts']): string {
  if (facts.length === 0) return '';
  const rows = facts.map(
    ([label, value]) => `<tr>
<td class="soft" style="padding:6px 16px 6px 0;${soft}vertical-align:top;white-space:nowrap;">${e(label)}</td>
<td class="ink" style="padding:6px 0;${ink}font-size:14px;line-height:21px;">${e(value)}</td>
</tr>`,
  );
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 16px;"><tr><td class="facts" style="padding:10px 16px;border-radius:8px;background-color:#f2f4f3;"><table role="presentation" cellpadding="0" cellspacing="0" border="0">
${rows.join('\n')}
</table></td></tr></table>`;
}

/** The HTML part: one column of tables with inline styles, as every mail program can show it; no picture, no script. */
export function toHtml(parts: MailParts, { locale, branding }: Look): string {
  const { button, second, home } = parts;
  const { color } = branding;
  return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${e(parts.subject)}</title>
<style>${DARK}
</style>
</head>
<body class="page" style="margin:0;padding:0;background-color:#f2f4f3;">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="page" style="background-color:#f2f4f3;"><tr><td align="center" style="padding:32px 12px;">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:560px;">
<tr><td style="padding:0 4px 16px;"><span style="display:inline-block;width:12px;height:12px;border-radius:4px;background-color:${color};">&nbsp;</span><span class="ink" style="${ink}font-size:16px;font-weight:600;">&nbsp; ${e(home.name)}</span></td></tr>
<tr><td class="card" style="padding:36px 40px;background-color:#ffffff;border:1px solid #dfe4e1;border-radius:12px;">
<h1 class="ink" style="margin:0 0 20px;${ink}font-size:24px;line-height:31px;font-weight:700;">${e(parts.title)}</h1>
${[parts.greeting, ...parts.paragraphs].map(paragraph).join('\n')}
${factRows(parts.facts)}
${button === null ? '' : buttonRow(button, color)}
${second === null ? '' : note(`${e(second.lead)}<br>${link(second.url)}`)}
${parts.notes.map((text) => note(e(text))).join('\n')}
</td></tr>
<tr><td style="padding:20px 4px 0;">${note(e(parts.footer))}${note(link(home.url))}</td></tr>
</table>
</td></tr></table>
</body>
</html>
`;
}

/** In which language and colours. */
export type Look = { locale: Locale; branding: Branding };
