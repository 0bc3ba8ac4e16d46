const ADDRESS = /(https?:\/\/\S+)/u;

/** The text part, with addresses that can be opened, as mail programs make them. */
export function MailboxText({ text }: { text: string }) {
  return (
    <p className="h-[58dvh] overflow-y-auto rounded-lg border border-line bg-sunken p-4 font-mono text-xs leading-5 break-words whitespace-pre-wrap">
      {text.split(ADDRESS).map((part, place) =>
        ADDRESS.test(part) ? (
          <a
            key={`${place} ${part}`}
            href={part}
            target="_blank"
            rel="noopener noreferrer"
            className="break-all text-accent-text underline"
          >
            {part}
          </a>
        ) : (
          part
        ),
      )}
    </p>
  );
}
