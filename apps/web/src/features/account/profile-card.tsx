'use client';
import type { Account } from '@geko/contracts/account';
import { Button } from '@geko/ui/button';
import { Card, CardBody, CardDescription, CardFooter, CardHeader, CardTitle } from '@geko/ui/card';
import { Field } from '@geko/ui/field';
import { Input } from '@geko/ui/input';
import { useRouter } from 'next/navigation';
import { useState, type SubmitEvent } from 'react';
import { readError } from '../../lib/errors.ts';
import { fieldProblem } from '../../lib/field-problem.ts';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { PictureChooser } from '../pictures/picture-chooser.tsx';
import { avatarPath } from '../pictures/picture-path.ts';
import { notify } from '../toasts/notify.ts';
import { useSaveAccount } from './use-save-account.ts';

/** The person's picture and name. */
export function ProfileCard({ account }: { account: Account }) {
  const texts = useMessages('account');
  const common = useMessages('common');
  const router = useRouter();
  const utils = trpc.useUtils();
  const { save, error, isPending } = useSaveAccount();
  const setAvatar = trpc.account.setAvatar.useMutation({
    onSuccess: (answer, { image }) => {
      utils.account.get.setData(undefined, answer);
      router.refresh();
      void notify({
        tone: 'success',
        title: image === null ? texts.pictureRemoved : texts.pictureSaved,
      });
    },
    onError: (failure) =>
      void notify({
        tone: 'danger',
        title: texts.notSaved,
        description: readError(failure)?.message ?? common.networkFailed,
      }),
  });
  const [typed, setTyped] = useState(account.name);
  const [saved, setSaved] = useState(account.name);
  // Saved, taken back or undone: the field follows.
  if (saved !== account.name) {
    setSaved(account.name);
    setTyped(account.name);
  }
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const name = typed.trim();
    if (isPending || name === account.name) return;
    save({ name }, fill(texts.renamed, { name }));
  };
  return (
    <Card>
      <CardHeader>
        <CardTitle>{texts.profileTitle}</CardTitle>
        <CardDescription>{texts.profileLead}</CardDescription>
      </CardHeader>
      <CardBody>
        <PictureChooser
          name={account.name}
          image={avatarPath(account.id, account.avatarId)}
          shape="circle"
          label={texts.picture}
          hint={texts.pictureHint}
          isSaving={setAvatar.isPending}
          onChange={(image) => setAvatar.mutate({ image })}
        />
      </CardBody>
      <form onSubmit={submit}>
        <CardBody className="pt-1 first:pt-1 sm:first:pt-1">
          <Field label={texts.name} className="max-w-md" error={fieldProblem(error, 'name')}>
            <Input
              name="name"
              required
              maxLength={80}
              autoComplete="name"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          </Field>
        </CardBody>
        <CardFooter>
          <Button type="submit" isLoading={isPending}>
            {common.save}
          </Button>
        </CardFooter>
      </form>
    </Card>
  );
}
