'use client';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { httpBatchLink, httpLink, splitLink } from '@trpc/client';
import { createTRPCReact, getQueryKey, type CreateTRPCReact } from '@trpc/react-query';
import type { AppRouter } from '@geko/api/router';
import type { Me } from '@geko/contracts/auth';
import { useState, type ReactNode } from 'react';
import superjson from 'superjson';
import { noteRefusal } from '../features/shell/workspace-access.ts';
import { readError } from '../lib/errors.ts';
import { signInPath } from '../lib/next-path.ts';

export const trpc: CreateTRPCReact<AppRouter, unknown> = createTRPCReact<AppRouter>();

const passing: ReadonlySet<string> = new Set(['INTERNAL', 'PROVIDER_UNAVAILABLE', 'UNAVAILABLE']);

/** Answers that another try would only repeat. */
function isFinal(error: unknown): boolean {
  const known = readError(error);
  return known !== null && !passing.has(known.code);
}

/** A session that ended leads to the sign-in; a refusal may mean that a role or a membership has changed. */
function onError(error: unknown): void {
  const code = readError(error)?.code;
  if (code === 'UNAUTHENTICATED') window.location.assign(signInPath(window.location.pathname));
  else noteRefusal(code);
}

function makeQueryClient(me: Me): QueryClient {
  const client = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError: (error) => noteRefusal(readError(error)?.code) }),
    defaultOptions: {
      queries: { staleTime: 30_000, retry: (failures, error) => failures < 2 && !isFinal(error) },
    },
  });
  client.setQueryData(getQueryKey(trpc.auth.me, undefined, 'query'), me);
  return client;
}

/** The typed API for everything below; `auth.me` is there from the start. */
export function TrpcProvider({ me, children }: { me: Me; children: ReactNode }) {
  const [queryClient] = useState(() => makeQueryClient(me));
  const [trpcClient] = useState(() =>
    trpc.createClient({
      links: [
        splitLink({
          // Its input is what somebody is about to send: too long for an address, and nothing for its logs. Alone, so that
          // it can be called off.
          condition: ({ path }) => path === 'policy.explain',
          true: httpLink({ url: '/api/trpc', transformer: superjson, methodOverride: 'POST' }),
          false: httpBatchLink({ url: '/api/trpc', transformer: superjson, maxItems: 10 }),
        }),
      ],
    }),
  );
  return (
    <trpc.Provider client={trpcClient} queryClient={queryClient}>
      <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
    </trpc.Provider>
  );
}
