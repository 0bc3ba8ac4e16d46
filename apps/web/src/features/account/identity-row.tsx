'use client';
import type { Account } from '@geko/contracts/account';
import type { IdentityProvider } from '@geko/contracts/auth';
import { Button } from '@geko/ui/button';
import { buttonVariants } from '@geko/ui/button-variants';
import { readError } from '../../lib/errors.ts';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { ProviderMark } from '../auth/provider-mark.tsx';
import { notify } from '../toasts/notify.ts';

/** One account elsewhere: connected since when and as whom, and the button that changes it. */
export function IdentityRow({
  id,
  name,
  canConnect,
  identity,
}: {
  id: IdentityProvider;
  name: string;
  canConnect: boolean;
  identity: Account['identities'][number] | null;
}) {
  const texts = useMessages('account');
  const common = useMessages('common');
  const format = useFormat();
  const utils = trpc.useUtils();
  const unlink = trpc.account.unlinkIdentity.useMutation({
    onSuccess: (account) => {
      utils.account.get.setData(undefined, account);
      void notify({ tone: 'success', title: fill(texts.disconnected, { name }) });
    },
    onError: (error) =>
      void notify({
        tone: 'danger',
        title: texts.disconnectFailed,
        description: readError(error)?.message ?? common.networkFailed,
      }),
  });
  const since =
    identity === null
      ? texts.notConnected
      : [
          ...(identity.email === null ? [] : [identity.email]),
          fill(texts.connectedSince, { date: format.date(identity.createdAt) }),
        ].join(' · ');
  return (
    <li className="flex items-center gap-3 px-4 py-3 [&>svg]:size-5 [&>svg]:shrink-0">
      <ProviderMark id={id} />
      <div className="min-w-0 flex-1">
        <p className="truncate text-sm font-medium">{name}</p>
        <p className="text-xs leading-5 wrap-anywhere text-muted">{since}</p>
      </div>
      {identity !== null ? (
        <Button
          variant="ghost"
          size="sm"
          aria-label={fill(texts.disconnectLabel, { name })}
          isLoading={unlink.isPending}
          onClick={() => unlink.mutate({ provider: id })}
        >
          {texts.disconnect}
        </Button>
      ) : canConnect ? (
        <a
          href={`/api/auth/${id}/start?link=1`}
          aria-label={fill(texts.connectLabel, { name })}
          className={buttonVariants({ variant: 'secondary', size: 'sm' })}
        >
          {texts.connect}
        </a>
      ) : null}
    </li>
  );
}
