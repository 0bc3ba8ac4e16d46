import { buttonVariants } from '@geko/ui/button-variants';
import { Logo } from '@geko/ui/logo';
import Link from 'next/link';
import { apiDocument } from '@geko/api/rest/openapi-route';
import { getMessages } from '../../messages/get-messages.ts';
import { MessagesProvider } from '../../messages/use-messages.tsx';
import { CredentialProvider } from './credential.tsx';
import { Operation } from './operation.tsx';
import { readChapters } from './read-chapters.ts';

/** Every call of /api/v1, from the document that programs read. */
export function DocsPage() {
  const { common, docs } = getMessages();
  const chapters = readChapters(apiDocument());
  return (
    <div className="mx-auto w-full max-w-6xl px-5 pb-24 sm:px-8">
      <header className="flex items-center justify-between py-5">
        <Link href="/" className="rounded-md">
          <Logo name={common.productName} />
        </Link>
        <a href="/api/v1/openapi.json" className={buttonVariants({ variant: 'ghost' })}>
          {docs.openapi}
        </a>
      </header>
      <div className="grid gap-10 lg:grid-cols-[13rem_minmax(0,1fr)]">
        <nav
          aria-label={docs.contents}
          tabIndex={0}
          className="rounded-md text-sm lg:sticky lg:top-6 lg:max-h-[calc(100dvh-3rem)] lg:self-start lg:overflow-y-auto"
        >
          <ul className="flex flex-col gap-4">
            {chapters.map(({ name, operations }) => (
              <li key={name}>
                <a href={`#${idOf(name)}`} className="font-medium hover:underline">
                  {name}
                </a>
                <ul className="mt-1.5 hidden flex-col gap-1.5 lg:flex">
                  {operations.map(({ id, summary }) => (
                    <li key={id}>
                      <a href={`#${id}`} className="text-muted hover:text-fg">
                        {summary}
                      </a>
                    </li>
                  ))}
                </ul>
              </li>
            ))}
          </ul>
        </nav>
        <main id="content" className="min-w-0">
          <h1 className="text-3xl font-semibold tracking-tight">{docs.title}</h1>
          <p className="mt-3 max-w-2xl text-pretty text-muted">{docs.lead}</p>
          <MessagesProvider messages={{ docs }}>
            <CredentialProvider>
              {chapters.map(({ name, description, operations }) => (
                <section
                  key={name}
                  id={idOf(name)}
                  aria-label={name}
                  className="mt-12 flex scroll-mt-6 flex-col gap-8"
                >
                  <div>
                    <h2 className="text-xl font-semibold tracking-tight">{name}</h2>
                    <p className="mt-1 text-pretty text-muted">{description}</p>
                  </div>
                  {operations.map((operation) => (
                    <Operation key={operation.id} operation={operation} />
                  ))}
                </section>
              ))}
            </CredentialProvider>
          </MessagesProvider>
        </main>
      </div>
    </div>
  );
}

const idOf = (chapter: string): string => `chapter-${chapter.toLowerCase().replaceAll(' ', '-')}`;
