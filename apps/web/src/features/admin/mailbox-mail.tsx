'use client';
import type { Mailbox } from '@geko/contracts/admin';
import { Dialog, DialogContent } from '@geko/ui/dialog';
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@geko/ui/tabs';
import { useState } from 'react';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { MailboxText } from './mailbox-text.tsx';

type Item = Mailbox['items'][number];

/**
 * One mail, as a mail program shows it and as plain text. Its HTML runs in a frame that may open links in a new tab,
 * and nothing else: no script, no form, nothing of ours.
 */
export function MailboxMail({ mail, onClose }: { mail: Item | null; onClose: () => void }) {
  const admin = useMessages('admin');
  const format = useFormat();
  const common = useMessages('common');
  // While it closes it still shows what it showed.
  const [shown, setShown] = useState(mail);
  if (mail !== null && mail !== shown) setShown(mail);
  if (shown === null) return null;
  return (
    <Dialog open={mail !== null} onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}>
      <DialogContent
        size="lg"
        title={<span className="break-words">{shown.subject}</span>}
        description={
          <span className="break-all">
            {fill(admin.mailTo, { to: shown.to, time: format.dateTime(shown.createdAt) })}
          </span>
        }
        closeLabel={common.close}
      >
        <Tabs defaultValue="html">
          <TabsList aria-label={admin.mailParts}>
            <TabsTrigger value="html">{admin.mailHtml}</TabsTrigger>
            <TabsTrigger value="text">{admin.mailText}</TabsTrigger>
          </TabsList>
          <TabsContent value="html" className="pt-4">
            <iframe
              title={admin.mailHtml}
              srcDoc={shown.html}
              sandbox="allow-popups allow-popups-to-escape-sandbox"
              className="h-[58dvh] w-full rounded-lg border border-line"
            />
          </TabsContent>
          <TabsContent value="text" className="pt-4">
            <MailboxText text={shown.text} />
          </TabsContent>
        </Tabs>
      </DialogContent>
    </Dialog>
  );
}
