'use client';
import { Button } from '@geko/ui/button';
import { Callout } from '@geko/ui/callout';
import type { ProviderKey } from '@geko/contracts/provider-keys';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import type { KeyAction, Open } from './opened.ts';
import { RestState } from './rest-state.tsx';
import { WakeButton } from './wake-button.tsx';

const remedies = {
  no_secret: 'secret',
  unreadable: 'secret',
  no_address: 'edit',
  spend_cap: 'edit',
} as const satisfies Record<NonNullable<ProviderKey['problem']>, KeyAction>;

/** What keeps a key from taking calls, in words, each with what to do about it. */
export function KeyState({ providerKey: key, onOpen }: { providerKey: ProviderKey; onOpen: Open }) {
  const texts = useMessages('providerKeys');
  const { problem, health } = key;
  const { rest, breaker } = health;
  return (
    <>
      {problem === null ? null : (
        <Callout
          tone="warning"
          action={<Remedy providerKey={key} action={remedies[problem]} onOpen={onOpen} />}
        >
          {problemText(key, problem, texts.problems)}
        </Callout>
      )}
      {rest === null ? null : <RestState providerKey={key} rest={rest} />}
      {breaker === 'closed' ? null : (
        <Callout
          tone="warning"
          // Waking ends its rest as well, beside which that stands already.
          action={rest === null ? <WakeButton providerKey={key} /> : undefined}
        >
          {texts.breakers[breaker]}
        </Callout>
      )}
    </>
  );
}

function problemText(
  { secret }: ProviderKey,
  problem: NonNullable<ProviderKey['problem']>,
  texts: ReturnType<typeof useMessages<'providerKeys'>>['problems'],
): string {
  if (problem !== 'unreadable') return texts[problem];
  return fill(texts.unreadable[secret?.driver ?? 'sealed'], { name: secret?.name ?? '' });
}

function Remedy({
  providerKey: key,
  action,
  onOpen,
}: {
  providerKey: ProviderKey;
  action: 'secret' | 'edit';
  onOpen: Open;
}) {
  const texts = useMessages('providerKeys');
  const named = { key: key.alias };
  return (
    <Button
      size="sm"
      variant="secondary"
      aria-haspopup="dialog"
      aria-label={fill(action === 'secret' ? texts.enterFor : texts.editKey, named)}
      onClick={(event) => onOpen({ kind: action, key }, event.currentTarget)}
    >
      {action === 'secret' ? texts.enter : texts.edit}
    </Button>
  );
}
