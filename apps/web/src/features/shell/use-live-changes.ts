'use client';
import { liveWhats, type LiveWhat } from '@geko/contracts/live';
import { useRouter } from 'next/navigation';
import { useEffect, useEffectEvent } from 'react';
import { trpc } from '../../trpc/client.tsx';

/** A tab that nobody looks at gives its connection back after this: a browser has few of them for one server. */
const HIDDEN_MS = 10_000;
/** Where the browser gives up, as after a refusal, we try again; later each time. */
const FIRST_RETRY_MS = 5_000;
const MOST_RETRY_MS = 60_000;

function readWhat(text: string): LiveWhat | null {
  try {
    const { what } = JSON.parse(text) as { what?: unknown };
    return liveWhats.find((one) => one === what) ?? null;
  } catch {
    return null;
  }
}

/**
 * Keeps an open workspace up to date with what others change: models and prices, the plan, limits, notices. While the tab
 * is seen it listens to GET /api/live; whatever it may have missed before is asked anew once it listens again.
 */
export function useLiveChanges(workspaceId: string): void {
  const utils = trpc.useUtils();
  const router = useRouter();
  const refetch = useEffectEvent((what: LiveWhat): void => {
    const place = { workspaceId };
    switch (what) {
      case 'models':
        void utils.models.list.invalidate(place);
        break;
      case 'plan':
        void utils.billing.overview.invalidate(place);
        void utils.billing.subscription.invalidate(place);
        void utils.usage.quota.invalidate(place);
        void utils.models.list.invalidate(place);
        // The layout knows which plan this is, and what the plans are called.
        router.refresh();
        break;
      case 'limits':
        void utils.limits.invalidate();
        void utils.usage.quota.invalidate(place);
        break;
      case 'notices':
        void utils.notices.list.invalidate(place);
        break;
      case 'local':
        void utils.devices.settings.invalidate(place);
        void utils.models.list.invalidate(place);
        void utils.auth.me.invalidate();
        break;
      case 'devices':
        void utils.devices.list.invalidate(place);
        break;
      case 'invoices':
        void utils.invoices.list.invalidate(place);
        void utils.invoices.get.invalidate();
        break;
    }
  });
  useEffect(() => {
    let source: EventSource | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let hasListened = false;
    let retryMs = FIRST_RETRY_MS;
    const open = (): void => {
      clearTimeout(timer);
      if (source !== null) return;
      const opened = new EventSource(`/api/live?workspaceId=${encodeURIComponent(workspaceId)}`);
      source = opened;
      opened.addEventListener('open', () => {
        retryMs = FIRST_RETRY_MS;
        if (hasListened) for (const what of liveWhats) refetch(what);
        hasListened = true;
      });
      opened.addEventListener('message', ({ data }: MessageEvent<string>) => {
        const what = readWhat(data);
        if (what !== null) refetch(what);
      });
      opened.addEventListener('error', () => {
        // A broken connection the browser makes anew by itself; a refusal it takes for the last word.
        if (opened.readyState !== EventSource.CLOSED) return;
        source = null;
        if (document.visibilityState === 'visible') timer = setTimeout(open, retryMs);
        retryMs = Math.min(retryMs * 2, MOST_RETRY_MS);
      });
    };
    const close = (): void => {
      clearTimeout(timer);
      source?.close();
      source = null;
    };
    const onVisibility = (): void => {
      clearTimeout(timer);
      if (document.visibilityState === 'visible') open();
      else timer = setTimeout(close, HIDDEN_MS);
    };
    onVisibility();
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      document.removeEventListener('visibilitychange', onVisibility);
      close();
    };
  }, [workspaceId]);
}
