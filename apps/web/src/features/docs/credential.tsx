'use client';
import { Field } from '@geko/ui/field';
import { Input } from '@geko/ui/input';
import { createContext, use, useState, type ReactNode } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';

const Credential = createContext('');

/** What calls from this page show; '' = nothing. */
export const useCredential = (): string => use(Credential);

/** The key or token that is tried with: one for the whole page, and kept nowhere else. */
export function CredentialProvider({ children }: { children: ReactNode }) {
  const { credential: texts } = useMessages('docs');
  const [credential, setCredential] = useState('');
  return (
    <Credential value={credential}>
      <div className="mt-6 max-w-md">
        <Field label={texts.label} hint={texts.hint}>
          <Input
            type="password"
            autoComplete="off"
            spellCheck={false}
            placeholder="gk_…"
            value={credential}
            onChange={(event) => setCredential(event.currentTarget.value.trim())}
            className="font-mono text-xs"
          />
        </Field>
      </div>
      {children}
    </Credential>
  );
}
