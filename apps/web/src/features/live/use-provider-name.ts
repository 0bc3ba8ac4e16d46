import { useMessages } from '../../messages/use-messages.tsx';

/** What a provider is called; one that this page does not know by name yet, by its id. */
export function useProviderName(): (id: string) => string {
  const { providerNames } = useMessages('common');
  const names: Partial<Record<string, string>> = providerNames;
  return (id) => names[id] ?? id;
}
