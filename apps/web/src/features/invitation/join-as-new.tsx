'use client';
import type { InvitationFacts } from '@geko/contracts/members';
import { Button } from '@geko/ui/button';
import { Field } from '@geko/ui/field';
import { Input } from '@geko/ui/input';
import { useRouter } from 'next/navigation';
import { useMessages } from '../../messages/use-messages.tsx';
import { callApi } from '../../trpc/call.ts';
import { enterGeko } from '../auth/enter-geko.ts';
import { FormProblem } from '../auth/form-problem.tsx';
import { PasswordInput } from '../auth/password-input.tsx';
import { useAuthForm } from '../auth/use-auth-form.ts';

/** For somebody new: an account for the invited address, or for one they name where the invitation is a link. */
export function JoinAsNew({ token, facts }: { token: string; facts: InvitationFacts }) {
  const auth = useMessages('auth');
  const texts = useMessages('invitation');
  const router = useRouter();
  const form = useAuthForm({
    fields: ['email', 'name', 'password'],
    send: ({ email = '', name = '', password = '' }) =>
      callApi.invitations.acceptAsNew.mutate({
        token,
        name,
        password,
        ...(facts.email === null ? { email } : {}),
      }),
    onDone: ({ workspaceId }) => {
      enterGeko(null, workspaceId);
      return true;
    },
    onError: (code) => {
      if (code === 'LINK_INVALID') router.refresh();
      return code === 'LINK_INVALID';
    },
  });
  return (
    <form onSubmit={form.onSubmit} className="flex flex-col gap-4">
      <FormProblem problem={form.formError} />
      <Field
        label={auth.email}
        hint={facts.email === null ? undefined : texts.emailFixed}
        error={form.fieldError('email')}
      >
        <Input
          name="email"
          type="email"
          autoComplete="username"
          required
          maxLength={254}
          {...(facts.email === null ? {} : { value: facts.email, readOnly: true })}
        />
      </Field>
      <Field label={auth.name} error={form.fieldError('name')}>
        <Input name="name" autoComplete="name" required maxLength={80} />
      </Field>
      <Field label={auth.password} hint={auth.passwordHint} error={form.fieldError('password')}>
        <PasswordInput
          name="password"
          autoComplete="new-password"
          required
          minLength={10}
          maxLength={200}
        />
      </Field>
      <Button type="submit" size="lg" className="mt-2 w-full" isLoading={form.isPending}>
        {texts.join}
      </Button>
    </form>
  );
}
