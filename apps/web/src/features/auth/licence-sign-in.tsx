'use client';
import type { DesktopDevice } from '@geko/contracts/desktop-sign-in';
import { Button } from '@geko/ui/button';
import { Field } from '@geko/ui/field';
import { Input } from '@geko/ui/input';
import { useState } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { callApi } from '../../trpc/call.ts';
import { AuthCard } from './auth-card.tsx';
import { AuthLink } from './auth-link.tsx';
import { enterGeko } from './enter-geko.ts';
import { FormProblem } from './form-problem.tsx';
import { useAuthForm } from './use-auth-form.ts';

/** Of what is copied letter by letter. */
const copied = {
  required: true,
  autoCapitalize: 'characters',
  spellCheck: false,
  className: 'font-mono',
} as const;

type Machine = { device: string; deviceName: string };

/** Signs in the desktop app by a licence: its key, then the code that was mailed to its holder. */
export function LicenceSignIn({ device: { device, name } }: { device: DesktopDevice }) {
  const [key, setKey] = useState<string | null>(null);
  const machine = { device, deviceName: name };
  return key === null ? (
    <AskCode machine={machine} onAsked={setKey} />
  ) : (
    <EnterCode machine={machine} licenceKey={key} onBack={() => setKey(null)} />
  );
}

function AskCode({ machine, onAsked }: { machine: Machine; onAsked: (key: string) => void }) {
  const auth = useMessages('auth');
  const form = useAuthForm({
    fields: ['key'],
    send: ({ key = '' }) => callApi.auth.askLicenceCode.mutate({ ...machine, key }),
    onDone: (_, { key = '' }) => {
      onAsked(key);
      return false;
    },
    fieldOf: { LICENCE_INVALID: 'key' },
  });
  return (
    <AuthCard
      title={auth.licenceTitle}
      lead={auth.licenceLead}
      footer={<AuthLink to="/sign-in" label={auth.backToSignIn} />}
    >
      <form onSubmit={form.onSubmit} className="flex flex-col gap-4">
        <FormProblem problem={form.formError} />
        <Field label={auth.licenceKey} error={form.fieldError('key')}>
          <Input name="key" maxLength={100} autoComplete="off" {...copied} />
        </Field>
        <Button type="submit" size="lg" className="w-full" isLoading={form.isPending}>
          {auth.licenceSend}
        </Button>
      </form>
    </AuthCard>
  );
}

function EnterCode({
  machine,
  licenceKey: key,
  onBack,
}: {
  machine: Machine;
  licenceKey: string;
  onBack: () => void;
}) {
  const auth = useMessages('auth');
  const form = useAuthForm({
    fields: ['code'],
    send: ({ code = '' }) => callApi.auth.signInByLicence.mutate({ ...machine, key, code }),
    onDone: (result) => {
      if (result.status === 'signed_in') enterGeko(null, result.workspaceId);
      else window.location.assign(`/sign-in?ticket=${encodeURIComponent(result.ticket)}`);
      return true;
    },
    fieldOf: { INVALID_CODE: 'code' },
  });
  return (
    <AuthCard
      takesFocus
      title={auth.licenceCodeTitle}
      lead={auth.licenceCodeLead}
      footer={
        <Button variant="link" onClick={onBack}>
          {auth.licenceOther}
        </Button>
      }
    >
      <form onSubmit={form.onSubmit} className="flex flex-col gap-4">
        <FormProblem problem={form.formError} />
        <Field label={auth.code} error={form.fieldError('code')}>
          <Input name="code" maxLength={40} autoComplete="one-time-code" {...copied} />
        </Field>
        <Button type="submit" size="lg" className="w-full" isLoading={form.isPending}>
          {auth.signIn}
        </Button>
      </form>
    </AuthCard>
  );
}
