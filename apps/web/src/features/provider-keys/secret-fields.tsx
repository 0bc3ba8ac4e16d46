'use client';
import { Callout } from '@geko/ui/callout';
import { CopyButton } from '@geko/ui/copy-button';
import { Field } from '@geko/ui/field';
import { FormError } from '@geko/ui/form-error';
import { Input } from '@geko/ui/input';
import { SecretInput } from '@geko/ui/secret-input';
import { SegmentedControl } from '@geko/ui/segmented-control';
import type { KeyedProviderId, SecretDriver } from '@geko/contracts/provider-keys';
import { fieldProblem } from '../../lib/field-problem.ts';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { NAME_FIELD, SECRET_FIELD } from './secret-draft.ts';

const drivers = ['sealed', 'env', 'file'] as const satisfies readonly SecretDriver[];

/** Where a key's secret comes from, and its name there or itself. What is typed stays in its field (readSecret). */
export function SecretFields({
  provider,
  driver,
  canSeal,
  isMissing,
  error,
  onDriver,
}: {
  provider: KeyedProviderId;
  driver: SecretDriver;
  canSeal: boolean;
  isMissing: boolean;
  /** What the server refused. */
  error: unknown;
  onDriver: (driver: SecretDriver) => void;
}) {
  const { form } = useMessages('providerKeys');
  const refusedDriver = fieldProblem(error, 'secret.driver') ?? fieldProblem(error, 'secret');
  return (
    <>
      <div className="flex flex-col items-start gap-1.5">
        {/* The control says it by itself. */}
        <span aria-hidden className="text-sm font-medium">
          {form.driver}
        </span>
        <SegmentedControl
          label={form.driver}
          value={driver}
          onValueChange={onDriver}
          options={drivers.map((value) => ({
            value,
            label: form.drivers[value],
            isDisabled: value === 'sealed' && !canSeal,
          }))}
        />
        {refusedDriver === undefined ? null : <FormError>{refusedDriver}</FormError>}
      </div>
      {canSeal ? null : <CannotSeal />}
      {driver === 'sealed' ? (
        <Field
          label={form.secret}
          hint={form.secretHint}
          error={isMissing ? form.secretMissing : fieldProblem(error, 'secret.secret')}
        >
          <SecretInput
            // Without a value of React's: that would stand in the page as an attribute.
            name={SECRET_FIELD}
            maxLength={4_000}
            autoComplete="new-password"
            showLabel={form.showSecret}
            hideLabel={form.hideSecret}
          />
        </Field>
      ) : (
        <Field
          // Another field for the other driver: a variable is no file.
          key={driver}
          label={driver === 'env' ? form.variable : form.file}
          hint={
            driver === 'env'
              ? fill(form.variableHint, { example: exampleOf(provider) })
              : form.fileHint
          }
          error={isMissing ? form.nameMissing : fieldProblem(error, 'secret.name')}
        >
          <Input
            name={NAME_FIELD}
            maxLength={100}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            className="font-mono"
          />
        </Field>
      )}
    </>
  );
}

const exampleOf = (provider: KeyedProviderId): string => `${provider.toUpperCase()}_API_KEYS#2`;

function CannotSeal() {
  const { form } = useMessages('providerKeys');
  const common = useMessages('common');
  return (
    <Callout title={form.cannotSeal}>
      {form.cannotSealBody}
      <span className="mt-1 flex items-center gap-1">
        <code className="min-w-0 font-mono text-xs break-all text-fg">{form.sealCommand}</code>
        <CopyButton
          value={form.sealCommand}
          label={form.copySealCommand}
          copiedLabel={common.copied}
        />
      </span>
    </Callout>
  );
}
