'use client';
import { Monitor, Moon, Sun } from 'lucide-react';
import { SegmentedControl } from './segmented-control.tsx';

export type ThemeChoice = 'system' | 'light' | 'dark';

export interface ThemeToggleProps {
  value: ThemeChoice;
  onValueChange: (value: ThemeChoice) => void;
  labels: { group: string } & Record<ThemeChoice, string>;
  /** Shows the words beside the icons. */
  hasText?: boolean;
  className?: string;
}

/** Chooses system, light or dark; the app keeps the choice and sets the class on `<html>`. */
export function ThemeToggle({
  value,
  onValueChange,
  labels,
  hasText = false,
  ...props
}: ThemeToggleProps) {
  return (
    <SegmentedControl
      label={labels.group}
      value={value}
      onValueChange={onValueChange}
      isIconOnly={!hasText}
      options={[
        { value: 'system', label: labels.system, icon: <Monitor aria-hidden /> },
        { value: 'light', label: labels.light, icon: <Sun aria-hidden /> },
        { value: 'dark', label: labels.dark, icon: <Moon aria-hidden /> },
      ]}
      {...props}
    />
  );
}
