'use client';
import { Button } from '@geko/ui/button';
import { Card, CardBody, CardDescription, CardFooter, CardHeader, CardTitle } from '@geko/ui/card';
import { useState } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import type { AccountPanelProps } from './account-page.tsx';
import { ProofDialog } from './proof-dialog.tsx';

/** What happens when the account is deleted, and the button that begins it. */
export function DangerPanel({ account }: AccountPanelProps) {
  const texts = useMessages('account');
  const [isOpen, setOpen] = useState(false);
  const remove = trpc.account.remove.useMutation();
  return (
    <Card>
      <CardHeader>
        <CardTitle>{texts.dangerTitle}</CardTitle>
        <CardDescription>{texts.dangerLead}</CardDescription>
      </CardHeader>
      <CardBody>
        <ul className="flex list-disc flex-col gap-2 ps-5 text-sm leading-5 text-muted marker:text-subtle">
          {texts.happens.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ul>
      </CardBody>
      <CardFooter>
        <Button variant="danger" onClick={() => setOpen(true)}>
          {texts.remove}
        </Button>
      </CardFooter>
      {isOpen ? (
        <ProofDialog
          title={texts.removeTitle}
          description={texts.removeLead}
          submitLabel={texts.removeConfirm}
          tone="danger"
          hasPassword={account.hasPassword}
          fields={[]}
          send={async (_, { password }) => await remove.mutateAsync({ password })}
          onDone={() => {
            window.location.assign('/sign-in?notice=closing');
            return true;
          }}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </Card>
  );
}
