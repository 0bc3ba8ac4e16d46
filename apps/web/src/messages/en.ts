import { account } from './en/account.ts';
import { admin } from './en/admin.ts';
import { apiKeys } from './en/api-keys.ts';
import { audit } from './en/audit.ts';
import { auth } from './en/auth.ts';
import { chat } from './en/chat.ts';
import { common } from './en/common.ts';
import { devices } from './en/devices.ts';
import { docs } from './en/docs.ts';
import { invitation } from './en/invitation.ts';
import { invoices } from './en/invoices.ts';
import { landing } from './en/landing.ts';
import { licences } from './en/licences.ts';
import { limits } from './en/limits.ts';
import { live } from './en/live.ts';
import { localModels } from './en/local-models.ts';
import { members } from './en/members.ts';
import { models } from './en/models.ts';
import { notices } from './en/notices.ts';
import { offline } from './en/offline.ts';
import { payments } from './en/payments.ts';
import { permissions } from './en/permissions.ts';
import { plans } from './en/plans.ts';
import { providerKeys } from './en/provider-keys.ts';
import { revenue } from './en/revenue.ts';
import { roles } from './en/roles.ts';
import { settings } from './en/settings.ts';
import { shell } from './en/shell.ts';
import { usage } from './en/usage.ts';
import { wallet } from './en/wallet.ts';

/** English: every sentence a person can read, by area. Plain data; {places} are filled by `fill` and `plural`. */
export const en = {
  account,
  admin,
  apiKeys,
  audit,
  auth,
  chat,
  common,
  devices,
  docs,
  invitation,
  invoices,
  landing,
  licences,
  limits,
  live,
  localModels,
  members,
  models,
  notices,
  offline,
  payments,
  permissions,
  plans,
  providerKeys,
  revenue,
  roles,
  settings,
  shell,
  usage,
  wallet,
};
