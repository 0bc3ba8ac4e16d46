import { useMessages } from '../../messages/use-messages.tsx';

/** The word between ways to sign in. */
export function OrLine() {
  const auth = useMessages('auth');
  return (
    <p className="my-5 flex items-center gap-3 text-xs text-subtle before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
      {auth.or}
    </p>
  );
}
