'use client';
import { Card, CardDescription, CardHeader, CardTitle } from '@geko/ui/card';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { LimitRequestRow } from './limit-request-row.tsx';
import { useDecideRequest } from './use-decide-request.ts';

/** Members who ask for more of a limit; nothing while nobody does. */
export function LimitRequests() {
  const { requests: texts } = useMessages('limits');
  const { workspace } = useWorkspace();
  const { data } = trpc.limits.requests.useQuery({ workspaceId: workspace.id });
  const decide = useDecideRequest();
  if (data === undefined || data.requests.length === 0) return null;
  return (
    <Card className="border-accent/40">
      <CardHeader>
        <CardTitle>{texts.title}</CardTitle>
        <CardDescription>{texts.lead}</CardDescription>
      </CardHeader>
      <ul aria-label={texts.title}>
        {data.requests.map((request) => (
          <LimitRequestRow
            key={request.id}
            request={request}
            onDecide={(cap) => decide({ request, cap })}
          />
        ))}
      </ul>
    </Card>
  );
}
