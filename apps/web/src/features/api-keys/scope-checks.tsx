'use client';
import { Checkbox } from '@geko/ui/checkbox';
import { FormError } from '@geko/ui/form-error';
import { Label } from '@geko/ui/label';
import type { ApiKeyScope } from '@geko/contracts/api-keys';
import { useId } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';

/** What a key may be used for. */
export function ScopeChecks({
  held,
  onChange,
  error,
}: {
  held: readonly ApiKeyScope[];
  onChange: (held: ApiKeyScope[]) => void;
  error: string | undefined;
}) {
  const { form, scopes: names, scopeHints } = useMessages('apiKeys');
  const id = useId();
  // The keys of a total record are the scopes.
  const scopes = Object.keys(names) as ApiKeyScope[];
  return (
    <div role="group" aria-labelledby={id} className="flex flex-col gap-1.5">
      <p id={id} className="text-sm font-medium">
        {form.scopes}
      </p>
      {scopes.map((scope) => (
        <div key={scope} className="flex items-start gap-2.5 py-1">
          <Checkbox
            id={`${id}-${scope}`}
            className="mt-px"
            aria-describedby={`${id}-${scope}-hint`}
            aria-invalid={error === undefined ? undefined : true}
            checked={held.includes(scope)}
            onCheckedChange={(isChecked) =>
              onChange(
                scopes.filter((one) => (one === scope ? isChecked === true : held.includes(one))),
              )
            }
          />
          <div className="min-w-0">
            <Label htmlFor={`${id}-${scope}`} className="block leading-5 font-normal">
              {names[scope]}
            </Label>
            <p id={`${id}-${scope}-hint`} className="text-xs leading-4 text-subtle">
              {scopeHints[scope]}
            </p>
          </div>
        </div>
      ))}
      {error === undefined ? null : <FormError>{error}</FormError>}
    </div>
  );
}
