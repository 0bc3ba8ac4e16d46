import type { AuditAction, AuditLine } from '@geko/contracts/audit';
import { fill } from '../../lib/fill.ts';
import type { Messages } from '../../messages/messages.ts';

/** The messages that sentences are made of. */
export type AuditTexts = Pick<Messages, 'audit' | 'common'>;

/** Names that a line has only ids of. */
export type AuditNames = {
  members: ReadonlyMap<string, string>;
  roles: ReadonlyMap<string, string>;
};

export type SentencePart = { text: string; isName: boolean };

type Values = Record<'actor' | 'object' | 'before' | 'after', string | null>;

type FactKind =
  | 'role'
  | 'plan'
  | 'flag'
  | 'member'
  | 'provider'
  | 'markup'
  | 'key scopes'
  | 'key fields';
/** What kind of thing the facts of an action name. */
const factKinds: Partial<Record<AuditAction, FactKind>> = {
  'plan.set': 'plan',
  'plan.begin': 'plan',
  'plan.change': 'plan',
  'plan.cancel': 'plan',
  'plan.resume': 'plan',
  'plan.follow': 'plan',
  'workspace.transfer': 'member',
  'member.join': 'role',
  'member.change_role': 'role',
  'invitation.create': 'role',
  'invitation.renew': 'role',
  'model.set_enabled': 'flag',
  'account.link_identity': 'provider',
  'account.unlink_identity': 'provider',
  'markup.set': 'markup',
  'apikey.create': 'key scopes',
  'apikey.update': 'key fields',
};

function textIn(words: Record<string, string>, key: string): string | undefined {
  return Object.hasOwn(words, key) ? words[key] : undefined;
}

/** A fact of several words with commas between them. */
function listText(words: Record<string, string>, fact: string): string {
  return fact
    .split(',')
    .map((word) => textIn(words, word) ?? word)
    .join(', ');
}

function factText(
  line: AuditLine,
  fact: string | null,
  { audit, common }: AuditTexts,
  names: AuditNames,
): string | null {
  if (fact === null || fact === '') return null;
  switch (factKinds[line.action]) {
    case 'role':
      return textIn(common.roleNames, fact) ?? names.roles.get(fact) ?? audit.someRole;
    case 'plan':
      return textIn(common.planNames, fact) ?? fact;
    case 'provider':
      return textIn(audit.identityProviders, fact) ?? fact;
    case 'member':
      return names.members.get(fact) ?? audit.someone;
    case 'flag':
      return fact === 'true' ? audit.on : audit.off;
    case 'markup':
      return fact === 'none' ? audit.noMarkup : `${Number(fact) / 100} %`;
    case 'key scopes':
      return listText(audit.keyScopes, fact);
    case 'key fields':
      return listText(audit.keyFields, fact);
    default:
      return fact;
  }
}

/** What a line about prices names: a plan, what a markup is on (scopes of them are "plan:paygo:chat"), or a model. */
function pricedText(objectId: string, { audit, common }: AuditTexts): string {
  if (objectId === 'system') return audit.markupOn.system;
  const [scope, plan = '', kind] = objectId.split(':');
  if (scope === 'plan' && kind !== undefined) {
    return fill(audit.markupOn.planKind, { plan: textIn(common.planNames, plan) ?? plan, kind });
  }
  return textIn(common.planNames, objectId) ?? objectId;
}

function objectText({ objectKind, objectId, objectName }: AuditLine, texts: AuditTexts) {
  const { audit } = texts;
  if (objectName !== null) return objectName;
  if (objectKind === 'price') return pricedText(objectId, texts);
  if (objectKind === 'model') return objectId;
  if (objectKind === 'role') return audit.someRole;
  return objectKind === 'member' || objectKind === 'account' ? audit.someone : audit.gone;
}

/** Who did it, for people. */
export function actorText({ actorId, actorName }: AuditLine, audit: AuditTexts['audit']): string {
  return actorId === null ? audit.geko : (actorName ?? audit.someone);
}

/**
 * What a line says, as a sentence in parts: "Anna changed the role of Ben from Editor to Viewer". The sentence of
 * its outcome comes first, then the fuller one of its action, where the line has everything that it speaks of.
 */
export function auditSentence(
  line: AuditLine,
  texts: AuditTexts,
  names: AuditNames,
): SentencePart[] {
  const { audit } = texts;
  const values: Values = {
    actor: actorText(line, audit),
    object: objectText(line, texts),
    before: factText(line, line.before, texts, names),
    after: factText(line, line.after, texts, names),
  };
  const variants: Partial<Record<AuditAction, Record<string, string>>> = audit.variants;
  const messages = [
    textIn(variants[line.action] ?? {}, line.after ?? ''),
    textIn(audit.fuller, line.action),
    audit.sentences[line.action],
  ];
  for (const message of messages) {
    const parts = message === undefined ? null : partsOf(message, values);
    if (parts !== null) return parts;
  }
  return [];
}

/** A message with its {places} filled; null where one has nothing to stand there. */
function partsOf(message: string, values: Values): SentencePart[] | null {
  const parts = message.split(/\{(actor|object|before|after)\}/u).map((text, index) => {
    // Every second part is a place.
    const isName = index % 2 === 1;
    return { text: isName ? values[text as keyof Values] : text, isName };
  });
  const filled = parts.filter((part): part is SentencePart => part.text !== null);
  return filled.length === parts.length ? filled.filter(({ text }) => text !== '') : null;
}
