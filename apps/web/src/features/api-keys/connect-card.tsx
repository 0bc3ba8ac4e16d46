'use client';
import { Card, CardBody, CardDescription, CardHeader, CardTitle } from '@geko/ui/card';
import { CopyButton } from '@geko/ui/copy-button';
import Link from 'next/link';
import { useState } from 'react';
import { useIsHydrated } from '../../lib/use-is-hydrated.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { LinkField } from '../members/link-field.tsx';
import { ChoiceGroup } from '../shell/choice-group.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { apiBaseUrl, apiSnippet, type SnippetLanguage } from './api-snippets.ts';

const languages = ['javascript', 'curl'] as const;

/** How a program is told of Geko: the address, and an example to copy. */
export function ConnectCard() {
  const { connect } = useMessages('apiKeys');
  const common = useMessages('common');
  const { workspace } = useWorkspace();
  const [language, setLanguage] = useState<SnippetLanguage>('javascript');
  const models = trpc.models.list.useQuery({ workspaceId: workspace.id });
  // Only the browser knows by which address it came.
  const isHydrated = useIsHydrated();
  const baseUrl = apiBaseUrl(isHydrated ? window.location.origin : '');
  const modelId = (isHydrated ? models.data?.defaultModelId : null) ?? 'gpt-4o-mini';
  const code = apiSnippet(language, { baseUrl, modelId });
  const name = `${connect.example}: ${connect.languages[language]}`;
  return (
    <Card>
      <CardHeader>
        <CardTitle>{connect.title}</CardTitle>
        <CardDescription>{connect.lead}</CardDescription>
      </CardHeader>
      <CardBody className="flex flex-col gap-4">
        <div className="flex max-w-md flex-col gap-1.5">
          <span aria-hidden className="text-sm font-medium">
            {connect.baseUrl}
          </span>
          <LinkField url={baseUrl} label={connect.baseUrl} copyLabel={connect.copyBaseUrl} />
        </div>
        <div className="flex flex-col gap-2">
          <div className="flex items-center justify-between gap-3">
            <ChoiceGroup
              label={connect.example}
              value={language}
              options={languages.map((value) => ({ value, label: connect.languages[value] }))}
              onChange={setLanguage}
            />
            <CopyButton
              variant="secondary"
              size="md"
              value={code}
              label={connect.copyExample}
              copiedLabel={common.copied}
            />
          </div>
          <pre
            tabIndex={0}
            aria-label={name}
            className="overflow-x-auto rounded-lg border border-line bg-sunken px-4 py-3 font-mono text-xs leading-5"
          >
            <code>{code}</code>
          </pre>
        </div>
        <p className="text-sm">
          <Link
            href="/docs"
            prefetch={false}
            className="rounded-sm text-accent-text underline underline-offset-2"
          >
            {connect.reference}
          </Link>
        </p>
      </CardBody>
    </Card>
  );
}
