/** A mail in plain words, before it is laid out: nothing in it is escaped. */
export type MailParts = {
  subject: string;
  title: string;
  greeting: string;
  paragraphs: readonly string[];
  /** Label and value, as a small table. */
  facts: readonly (readonly [string, string])[];
  button: {
    label: string;
    url: string;
    /** Before the address in plain sight. */ lead: string;
  } | null;
  /** One more link, after a sentence. */
  second: { lead: string; url: string } | null;
  notes: readonly string[];
  footer: string;
  home: { name: string; url: string };
};
