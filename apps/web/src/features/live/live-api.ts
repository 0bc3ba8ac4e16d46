'use client';
import { createTRPCClient, httpSubscriptionLink, type TRPCClient } from '@trpc/client';
import type { AppRouter } from '@geko/api/router';
import superjson from 'superjson';

/** The procedures that stream, over server-sent events. Apart from the rest, as only pages of live traffic need its code. */
export const liveApi: TRPCClient<AppRouter> = createTRPCClient<AppRouter>({
  links: [httpSubscriptionLink({ url: '/api/trpc', transformer: superjson })],
});
