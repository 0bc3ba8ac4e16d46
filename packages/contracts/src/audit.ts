import { z } from 'zod';
import { Cursor, Id } from './ids.ts';
import { InWorkspace } from './workspace.ts';

/** The kinds of things that something is done to. */
export const objectKinds = [
  'workspace',
  'member',
  'invitation',
  'role',
  'model',
  'conversation',
  'account',
  'limit',
  'credit',
  'payment',
  'invoice',
  'card',
  'promo',
  'price',
  'apikey',
  'providerkey',
  'licence',
  'audit',
] as const;
export type ObjectKind = (typeof objectKinds)[number];

/** Every action that leaves an audit line, and the kind of thing it is done to. */
export const auditActions = {
  'workspace.create': 'workspace',
  'workspace.rename': 'workspace',
  'workspace.set_icon': 'workspace',
  'workspace.set_local_models': 'workspace',
  'workspace.transfer': 'workspace',
  'workspace.remove': 'workspace',
  'workspace.restore': 'workspace',
  'workspace.purge': 'workspace',
  'plan.set': 'workspace',
  'plan.begin': 'workspace',
  'plan.change': 'workspace',
  'plan.cancel': 'workspace',
  'plan.resume': 'workspace',
  'plan.follow': 'workspace',
  'member.join': 'member',
  'member.change_role': 'member',
  'member.remove': 'member',
  'member.leave': 'member',
  'invitation.create': 'invitation',
  'invitation.renew': 'invitation',
  'invitation.revoke': 'invitation',
  'role.create': 'role',
  'role.update': 'role',
  'role.remove': 'role',
  'model.set_enabled': 'model',
  'model.set_wanted': 'model',
  'conversation.rename': 'conversation',
  'conversation.remove': 'conversation',
  'conversation.restore': 'conversation',
  'account.sign_in': 'account',
  'account.approve_desktop': 'account',
  'account.sign_out': 'account',
  'account.end_sessions': 'account',
  'account.mint_token': 'account',
  'account.update_profile': 'account',
  'account.verify_email': 'account',
  'account.change_email': 'account',
  'account.change_password': 'account',
  'account.reset_password': 'account',
  'account.enable_totp': 'account',
  'account.disable_totp': 'account',
  'account.renew_recovery_codes': 'account',
  'account.link_identity': 'account',
  'account.unlink_identity': 'account',
  'account.remove': 'account',
  'account.restore': 'account',
  'account.promote': 'account',
  'limit.create': 'limit',
  'limit.update': 'limit',
  'limit.remove': 'limit',
  'limit.request': 'limit',
  'limit.grant': 'limit',
  'limit.decline': 'limit',
  'tenant_limit.create': 'limit',
  'tenant_limit.update': 'limit',
  'tenant_limit.remove': 'limit',
  'credit.grant': 'credit',
  'payment.begin': 'payment',
  'payment.book': 'payment',
  'invoice.make': 'invoice',
  'invoice.send': 'invoice',
  'invoice.fail': 'invoice',
  'invoice.pay': 'invoice',
  'invoice.mark_paid': 'invoice',
  'invoice.void': 'invoice',
  'invoice.credit': 'invoice',
  'invoice.issue_credit': 'invoice',
  'invoice.void_credit': 'invoice',
  'invoice.retry': 'invoice',
  'payment.refund': 'payment',
  'payment.take_back': 'payment',
  'payment.give_back': 'payment',
  'payment.settle': 'payment',
  'card.add': 'card',
  'card.set_default': 'card',
  'card.remove': 'card',
  'card.open_portal': 'card',
  'top_up.set': 'payment',
  'top_up.charge': 'payment',
  'top_up.stop': 'payment',
  'top_up.resume': 'payment',
  'promo.create': 'promo',
  'promo.set_active': 'promo',
  'promo.redeem': 'promo',
  'price.import': 'price',
  'price.publish': 'price',
  'price.dismiss': 'price',
  'markup.set': 'price',
  'plan.save': 'price',
  'apikey.create': 'apikey',
  'apikey.update': 'apikey',
  'apikey.revoke': 'apikey',
  'licence.issue': 'licence',
  'licence.renew': 'licence',
  'licence.suspend': 'licence',
  'licence.resume': 'licence',
  'licence.revoke': 'licence',
  'licence.activate_device': 'licence',
  'licence.release_device': 'licence',
  'providerkey.create': 'providerkey',
  'providerkey.update': 'providerkey',
  'providerkey.rotate': 'providerkey',
  'providerkey.remove': 'providerkey',
  'providerkey.wake': 'providerkey',
  'providerkey.switch_provider': 'providerkey',
  'model.set_fallbacks': 'model',
  'model.install': 'model',
  'model.uninstall': 'model',
  'usage.export': 'audit',
  'audit.export': 'audit',
  'audit.expire': 'audit',
} as const satisfies Record<string, ObjectKind>;
export type AuditAction = keyof typeof auditActions;
export const AuditAction = z.enum(Object.keys(auditActions) as [AuditAction, ...AuditAction[]]);

/**
 * What a line says of before and after: ids, names of roles or plans, flags, comma-separated names of fields or
 * permissions. Never what somebody wrote: names, titles and addresses have blanks, signs and length that this refuses.
 */
export const AuditFact = z.string().regex(/^[a-z0-9_:.,-]{0,2000}$/u);

export const AuditLine = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  /** Its place in the tenant's chain. */
  seq: z.number().int(),
  /** null = Geko itself. */
  actorId: z.string().nullable(),
  actorName: z.string().nullable(),
  actorEmail: z.string().nullable(),
  action: AuditAction,
  objectKind: z.enum(objectKinds),
  objectId: z.string(),
  /** Looked up now, for people, roles and workspaces; null when it is gone or has none. */
  objectName: z.string().nullable(),
  before: z.string().nullable(),
  after: z.string().nullable(),
  address: z.string().nullable(),
  userAgent: z.string().nullable(),
  requestId: z.string(),
  hash: z.string(),
});
export type AuditLine = z.infer<typeof AuditLine>;

const AuditFilter = InWorkspace.extend({
  actorId: Id.nullish(),
  action: AuditAction.nullish(),
  /** Both inclusive: from the first moment, up to the last. */
  from: z.iso.datetime().nullish(),
  to: z.iso.datetime().nullish(),
});

export const ListAudit = AuditFilter.extend({
  cursor: Cursor.nullish(),
  limit: z.number().int().min(1).max(100).default(50),
});
export type ListAudit = z.infer<typeof ListAudit>;

export const AuditPage = z.object({
  items: z.array(AuditLine),
  nextCursor: z.string().nullable(),
});
export type AuditPage = z.infer<typeof AuditPage>;

/** POST /api/audit/export: the same lines as CSV, all of them. */
export const ExportAudit = AuditFilter;
export type ExportAudit = z.infer<typeof ExportAudit>;
