'use client';
import { buttonVariants } from '@geko/ui/button-variants';
import type { WorkspaceTraffic } from '@geko/contracts/traffic';
import { ArrowLeft } from 'lucide-react';
import Link from 'next/link';
import { useMessages } from '../../messages/use-messages.tsx';
import { Page } from '../shell/page.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { liveApi } from './live-api.ts';
import { TrafficView } from './traffic-view.tsx';
import { useTraffic } from './use-traffic.ts';

/** A workspace's own traffic. */
export function LivePage() {
  const live = useMessages('live');
  const { workspace } = useWorkspace();
  const traffic = useTraffic<WorkspaceTraffic['calls'][number], WorkspaceTraffic>((told) =>
    liveApi.usage.traffic.subscribe({ workspaceId: workspace.id }, told),
  );
  return (
    <Page
      title={live.title}
      lead={live.lead}
      aside={
        <Link
          href={`/w/${workspace.id}/usage`}
          className={buttonVariants({ variant: 'ghost', size: 'sm' })}
        >
          <ArrowLeft aria-hidden className="rtl:-scale-x-100" />
          {live.back}
        </Link>
      }
    >
      <TrafficView traffic={traffic} isAll={false} />
    </Page>
  );
}
