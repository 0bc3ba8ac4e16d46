'use client';
import { Button } from '@geko/ui/button';
import { Field } from '@geko/ui/field';
import { Input } from '@geko/ui/input';
import { useMessages } from '../../messages/use-messages.tsx';
import { callApi } from '../../trpc/call.ts';
import { enterGeko } from '../auth/enter-geko.ts';
import { FormProblem } from '../auth/form-problem.tsx';
import { useAuthForm } from '../auth/use-auth-form.ts';

/** A company and its first workspace, for somebody who has an account and belongs nowhere. */
export function CreateCompanyForm() {
  const auth = useMessages('auth');
  const texts = useMessages('invitation');
  const form = useAuthForm({
    fields: ['tenantName'],
    send: ({ tenantName = '' }) => callApi.workspace.createTenant.mutate({ tenantName }),
    onDone: ({ id }) => {
      enterGeko(null, id);
      return true;
    },
  });
  return (
    <form onSubmit={form.onSubmit} className="flex flex-col gap-4">
      <FormProblem problem={form.formError} />
      <Field
        label={auth.company}
        hint={texts.startCompanyHint}
        error={form.fieldError('tenantName')}
      >
        <Input name="tenantName" autoComplete="organization" required maxLength={80} />
      </Field>
      <Button type="submit" size="lg" className="w-full" isLoading={form.isPending}>
        {texts.create}
      </Button>
    </form>
  );
}
