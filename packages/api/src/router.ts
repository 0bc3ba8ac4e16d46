import { accountRouter } from './routers/account.ts';
import { apiKeysRouter } from './routers/api-keys.ts';
import { auditRouter } from './routers/audit.ts';
import { invitationsRouter } from './routers/invitations.ts';
import { invoicesRouter } from './routers/invoices.ts';
import { membersRouter } from './routers/members.ts';
import { rolesRouter } from './routers/roles.ts';
import { adminRouter } from './routers/admin.ts';
import { authRouter } from './routers/auth.ts';
import { billingRouter } from './routers/billing.ts';
import { cardsRouter } from './routers/cards.ts';
import { chatRouter } from './routers/chat.ts';
import { devicesRouter } from './routers/devices.ts';
import { licencesRouter } from './routers/licences.ts';
import { localModelsRouter } from './routers/local-models.ts';
import { limitsRouter } from './routers/limits.ts';
import { moneyRouter } from './routers/money.ts';
import { noticesRouter } from './routers/notices.ts';
import { paymentsRouter } from './routers/payments.ts';
import { policyRouter } from './routers/policy.ts';
import { promoRouter } from './routers/promo.ts';
import { providerKeysRouter } from './routers/provider-keys.ts';
import { topUpRouter } from './routers/top-up.ts';
import { modelsRouter } from './routers/models.ts';
import { usageRouter } from './routers/usage.ts';
import { workspaceRouter } from './routers/workspace.ts';
import { router } from './trpc.ts';

/** Every procedure there is. */
export const appRouter = router({
  account: accountRouter,
  admin: adminRouter,
  apiKeys: apiKeysRouter,
  audit: auditRouter,
  auth: authRouter,
  billing: billingRouter,
  cards: cardsRouter,
  chat: chatRouter,
  devices: devicesRouter,
  invitations: invitationsRouter,
  invoices: invoicesRouter,
  licences: licencesRouter,
  localModels: localModelsRouter,
  limits: limitsRouter,
  members: membersRouter,
  models: modelsRouter,
  money: moneyRouter,
  notices: noticesRouter,
  payments: paymentsRouter,
  policy: policyRouter,
  promo: promoRouter,
  providerKeys: providerKeysRouter,
  roles: rolesRouter,
  topUp: topUpRouter,
  usage: usageRouter,
  workspace: workspaceRouter,
});

export type AppRouter = typeof appRouter;
