'use client';
import { Badge } from '@geko/ui/badge';
import { Button } from '@geko/ui/button';
import { Pause, Play } from 'lucide-react';
import { useMessages } from '../../messages/use-messages.tsx';
import type { Connection } from './use-stream.ts';

const tones = {
  connecting: 'neutral',
  live: 'success',
  reconnecting: 'warning',
  paused: 'neutral',
  ended: 'danger',
} as const satisfies Record<Connection, string>;

/** How the line is, and the way to stop and go on. */
export function TrafficBar({
  connection,
  isPaused,
  onPause,
}: {
  connection: Connection;
  isPaused: boolean;
  onPause: (isPaused: boolean) => void;
}) {
  const live = useMessages('live');
  const Icon = isPaused ? Play : Pause;
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <p role="status" className="min-w-0">
        <Badge tone={tones[connection]}>{live.connections[connection]}</Badge>
      </p>
      {connection === 'ended' ? null : (
        <Button variant="secondary" size="sm" onClick={() => onPause(!isPaused)}>
          <Icon aria-hidden />
          {isPaused ? live.resume : live.pause}
        </Button>
      )}
    </div>
  );
}
