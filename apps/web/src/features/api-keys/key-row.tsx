'use client';
import { Badge } from '@geko/ui/badge';
import type { ApiKey } from '@geko/contracts/api-keys';
import type { ReactNode } from 'react';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { useZone } from '../audit/use-audit-lines.ts';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { lastDay } from './key-draft.ts';
import { KeyMenu, type KeyAction } from './key-menu.tsx';
import { KeyUse } from './key-use.tsx';
import { modelsText } from './models-text.ts';

const tones = {
  active: 'success',
  expired: 'warning',
  revoked: 'neutral',
} as const satisfies Record<ApiKey['status'], string>;

/** One key: what it is for, how much it is used, and what can be done with it. */
export function KeyRow({
  apiKey: key,
  onOpen,
}: {
  apiKey: ApiKey;
  onOpen: (action: KeyAction) => void;
}) {
  const texts = useMessages('apiKeys');
  const format = useFormat();
  const zone = useZone();
  const { me, workspace, can } = useWorkspace();
  const models = trpc.models.list.useQuery(
    { workspaceId: workspace.id },
    { enabled: key.modelIds !== null },
  );
  const names = new Map(models.data?.models.map(({ id, name }) => [id, name]));
  const facts = [
    key.scopes.map((scope) => texts.scopes[scope]).join(', '),
    can('apikey:manage') ? (key.userId === me.id ? texts.you : key.userName) : null,
  ];
  const lastUsed = key.lastUsedAt === null ? texts.never : format.dateTime(key.lastUsedAt);
  const expires =
    key.expiresAt === null ? texts.never : format.date(lastDay(key.expiresAt, zone), 'UTC');
  return (
    <li className="border-t border-line px-4 py-3.5 sm:px-5">
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm font-medium">
            <span className="min-w-0 wrap-anywhere">{key.name}</span>
            <Badge tone={tones[key.status]}>{texts.statuses[key.status]}</Badge>
          </p>
          <p className="mt-0.5 text-xs leading-5 wrap-anywhere text-muted">
            <code className="font-mono">{fill(texts.secretEnd, { lastFour: key.lastFour })}</code>
            {facts.map((fact) => (fact === null ? '' : ` · ${fact}`)).join('')}
          </p>
        </div>
        <KeyMenu apiKey={key} onOpen={onOpen} />
      </div>
      <dl className="mt-2.5 grid grid-cols-2 gap-x-4 gap-y-2.5 text-[0.8125rem] leading-5 md:grid-cols-[2fr_1.5fr_1fr_1.5fr]">
        <Fact name={texts.facts.models}>{modelsText(key.modelIds, names, texts)}</Fact>
        <Fact name={texts.facts.lastUsed}>{lastUsed}</Fact>
        <Fact name={texts.facts.expires}>{expires}</Fact>
        <Fact name={texts.facts.thisMonth}>
          <KeyUse apiKey={key} />
        </Fact>
      </dl>
    </li>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-subtle">{name}</dt>
      <dd className="wrap-anywhere">{children}</dd>
    </div>
  );
}
