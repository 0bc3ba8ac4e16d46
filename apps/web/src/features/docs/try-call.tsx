'use client';
import { Badge } from '@geko/ui/badge';
import { Button } from '@geko/ui/button';
import { Field } from '@geko/ui/field';
import { Input } from '@geko/ui/input';
import { Textarea } from '@geko/ui/textarea';
import { useState, type SubmitEvent } from 'react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { callAddress, callApi, callHeaders, type Callable, type Called } from './call-request.ts';
import { CodeBlock } from './code-block.tsx';
import { useCredential } from './credential.tsx';
import type { DocField } from './read-chapters.ts';

type Tried = Omit<Callable, 'fields'> & {
  fields: readonly DocField[];
  bodyExample: string | null;
  needsCredential: boolean;
  summary: string;
};

/** Opens a form that makes the very call. */
export function TryCall(tried: Tried) {
  const { trial } = useMessages('docs');
  const [isOpen, setOpen] = useState(false);
  return isOpen ? (
    <TryForm {...tried} />
  ) : (
    <Button
      variant="secondary"
      aria-label={fill(trial.openNamed, { name: tried.summary })}
      onClick={() => setOpen(true)}
    >
      {trial.open}
    </Button>
  );
}

function TryForm({ method, path, fields, bodyExample, needsCredential, summary }: Tried) {
  const { trial } = useMessages('docs');
  const credential = useCredential();
  const [values, setValues] = useState<Record<string, string>>({});
  const [body, setBody] = useState(bodyExample ?? '');
  const [state, setState] = useState<'idle' | 'running' | 'failed' | Called>('idle');
  const call = async (): Promise<void> => {
    setState('running');
    try {
      const address = callAddress({ path, fields }, values);
      const sent = bodyExample === null ? null : body;
      const headers = callHeaders(fields, values);
      setState(await callApi({ method, address, credential, headers, body: sent }));
    } catch {
      setState('failed');
    }
  };
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    void call();
  };
  const isCalled = typeof state === 'object';
  return (
    <form
      aria-label={fill(trial.openNamed, { name: summary })}
      onSubmit={submit}
      className="flex flex-col gap-4 rounded-lg border border-line p-4"
    >
      {fields.map(({ name, isRequired, example }) => (
        <Field key={name} label={<code className="font-mono text-xs">{name}</code>}>
          <Input
            autoComplete="off"
            required={isRequired}
            placeholder={example}
            value={values[name] ?? ''}
            onChange={(event) => setValues({ ...values, [name]: event.currentTarget.value })}
          />
        </Field>
      ))}
      {bodyExample === null ? null : (
        <Field label={trial.body}>
          <Textarea
            isAutoGrow
            maxRows={16}
            spellCheck={false}
            value={body}
            onChange={(event) => setBody(event.currentTarget.value)}
            className="font-mono text-xs"
          />
        </Field>
      )}
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" isLoading={state === 'running'}>
          {trial.send}
        </Button>
        {needsCredential && credential === '' ? (
          <p className="text-sm text-muted">{trial.noCredential}</p>
        ) : null}
      </div>
      <div role="status" className="flex flex-col gap-2">
        {state === 'failed' ? <p className="text-sm text-danger-text">{trial.failed}</p> : null}
        {isCalled ? (
          <>
            <p className="flex items-center gap-2 text-sm text-muted">
              <Badge tone={state.status < 400 ? 'success' : 'danger'}>{state.status}</Badge>
              {fill(trial.took, { ms: state.tookMs })}
            </p>
            <CodeBlock label={trial.answer} code={state.text} />
          </>
        ) : null}
      </div>
    </form>
  );
}
