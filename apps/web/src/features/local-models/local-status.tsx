'use client';
import { Badge } from '@geko/ui/badge';
import type { LocalModelStatus } from '@geko/contracts/local-models';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { statusText } from './local-words.ts';

const tones = {
  absent: 'neutral',
  waiting: 'neutral',
  downloading: 'accent',
  paused: 'neutral',
  checking: 'accent',
  ready: 'success',
  error: 'danger',
} as const satisfies Record<LocalModelStatus['state'], string>;

/** How far a model is, in words. */
export function LocalStatus({ status }: { status: LocalModelStatus }) {
  const texts = useMessages('localModels');
  const format = useFormat();
  return <Badge tone={tones[status.state]}>{statusText(status, texts, format)}</Badge>;
}
