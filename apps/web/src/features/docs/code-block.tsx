/** Code as it stands, in a box that scrolls by itself. */
export function CodeBlock({ label, code }: { label: string; code: string }) {
  return (
    <pre
      tabIndex={0}
      role="group"
      aria-label={label}
      className="max-h-96 overflow-auto rounded-lg border border-line bg-sunken px-4 py-3 font-mono text-xs leading-5"
    >
      <code>{code}</code>
    </pre>
  );
}
