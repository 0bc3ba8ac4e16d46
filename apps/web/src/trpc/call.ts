import { createTRPCClient, httpLink, type TRPCClient } from '@trpc/client';
import type { AppRouter } from '@geko/api/router';
import superjson from 'superjson';

/** The API without React Query, for the pages before sign-in, which ask one thing and are gone. */
export const callApi: TRPCClient<AppRouter> = createTRPCClient<AppRouter>({
  links: [httpLink({ url: '/api/trpc', transformer: superjson })],
});
