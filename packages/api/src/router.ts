import { accountRouter } from './routers/account.ts';
import { auditRouter } from './routers/audit.ts';
import { invitationsRouter } from './routers/invitations.ts';
import { membersRouter } from './routers/members.ts';
import { rolesRouter } from './routers/roles.ts';
import { adminRouter } from './routers/admin.ts';
import { authRouter } from './routers/auth.ts';
import { billingRouter } from './routers/billing.ts';
import { chatRouter } from './routers/chat.ts';
import { modelsRouter } from './routers/models.ts';
import { usageRouter } from './routers/usage.ts';
import { workspaceRouter } from './routers/workspace.ts';
import { router } from './trpc.ts';

/** Every procedure there is. */
export const appRouter = router({
  account: accountRouter,
  admin: adminRouter,
  audit: auditRouter,
  auth: authRouter,
  billing: billingRouter,
  chat: chatRouter,
  invitations: invitationsRouter,
  members: membersRouter,
  models: modelsRouter,
  roles: rolesRouter,
  usage: usageRouter,
  workspace: workspaceRouter,
});

export type AppRouter = typeof appRouter;
