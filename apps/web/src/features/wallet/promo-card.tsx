'use client';
import { Button } from '@geko/ui/button';
import { Card, CardBody, CardDescription, CardHeader, CardTitle } from '@geko/ui/card';
import { Field } from '@geko/ui/field';
import { Input } from '@geko/ui/input';
import { useRef, useState, type SubmitEvent } from 'react';
import { readError } from '../../lib/errors.ts';
import { fill } from '../../lib/fill.ts';
import { formText } from '../../lib/form-text.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { newId } from '../chat/new-id.ts';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { notify } from '../toasts/notify.ts';

/** Where a promo code is turned into credit. */
export function PromoCard() {
  const { promo: words } = useMessages('wallet');
  const common = useMessages('common');
  const format = useFormat();
  const { workspace } = useWorkspace();
  const { id: workspaceId } = workspace;
  const utils = trpc.useUtils();
  const form = useRef<HTMLFormElement>(null);
  const [isEmpty, setEmpty] = useState(false);
  // One id for every try of one code, so that a resend brings nothing more.
  const tried = useRef({ code: '', id: newId() });
  const redeem = trpc.promo.redeem.useMutation({
    onSuccess: async ({ amountNano }) => {
      const credit = format.nano(amountNano);
      void notify({ tone: 'success', title: fill(words.done, { credit }) });
      form.current?.reset();
      await utils.billing.wallet.invalidate({ workspaceId });
      await utils.billing.transactions.invalidate({ workspaceId });
    },
  });
  const failed =
    redeem.error === null ? undefined : (readError(redeem.error)?.message ?? common.networkFailed);
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const code = formText(event.currentTarget, 'code').trim();
    setEmpty(code === '');
    if (code === '' || redeem.isPending) return;
    if (tried.current.code !== code) tried.current = { code, id: newId() };
    redeem.mutate({ workspaceId, ...tried.current });
  };
  return (
    <Card>
      <CardHeader>
        <CardTitle>{words.title}</CardTitle>
        <CardDescription>{words.lead}</CardDescription>
      </CardHeader>
      <CardBody>
        <form ref={form} noValidate onSubmit={submit} className="flex flex-wrap items-start gap-3">
          <Field
            label={words.code}
            error={isEmpty ? words.empty : failed}
            className="w-full sm:w-64"
          >
            <Input
              name="code"
              autoComplete="off"
              autoCapitalize="characters"
              spellCheck={false}
              maxLength={60}
            />
          </Field>
          <Button
            type="submit"
            variant="secondary"
            isLoading={redeem.isPending}
            className="max-sm:w-full sm:mt-6.5"
          >
            {words.submit}
          </Button>
        </form>
      </CardBody>
    </Card>
  );
}
