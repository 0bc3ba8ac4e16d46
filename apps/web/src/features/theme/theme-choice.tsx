'use client';
import { ThemeToggle, type ThemeChoice as Choice } from '@geko/ui/theme-toggle';
import { useTheme } from 'next-themes';
import { useMessages } from '../../messages/use-messages.tsx';

const choices: readonly Choice[] = ['system', 'light', 'dark'];

/** System, light or dark. Shown only after a press somewhere, so the stored choice is known by then. */
export function ThemeChoice({ hasText = false }: { hasText?: boolean }) {
  const { theme, setTheme } = useTheme();
  const { theme: label, themeNames } = useMessages('shell');
  return (
    <ThemeToggle
      value={choices.find((choice) => choice === theme) ?? 'system'}
      onValueChange={setTheme}
      labels={{ group: label, ...themeNames }}
      hasText={hasText}
    />
  );
}
