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
  admin: adminRouter,
  auth: authRouter,
  billing: billingRouter,
  chat: chatRouter,
  models: modelsRouter,
  usage: usageRouter,
  workspace: workspaceRouter,
});

export type AppRouter = typeof appRouter;
