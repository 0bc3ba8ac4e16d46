'use client';
import { Avatar } from '@geko/ui/avatar';
import { IconButton } from '@geko/ui/icon-button';
import { LogoMark } from '@geko/ui/logo';
import { readDevice } from '@geko/domain/read-device';
import type { AuditLine } from '@geko/contracts/audit';
import { ChevronDown } from 'lucide-react';
import { Fragment, useId, useState } from 'react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { avatarPath } from '../pictures/picture-path.ts';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { AuditDetails } from './audit-details.tsx';
import { actorText, auditSentence, type AuditNames } from './audit-words.ts';
import { useZone } from './use-audit-lines.ts';

type Props = {
  line: AuditLine;
  names: AuditNames;
  avatarId: string | null;
  onChoosePerson: (userId: string) => void;
};

/** One line: who did what, when, from where; its particulars unfold. */
export function AuditRow({ line, names, avatarId, onChoosePerson }: Props) {
  const audit = useMessages('audit');
  const common = useMessages('common');
  const { me } = useWorkspace();
  const zone = useZone();
  const detailsId = useId();
  const [isOpen, setOpen] = useState(false);
  const at = new Date(line.at);
  const clock = new Intl.DateTimeFormat(me.locale, { timeStyle: 'short', timeZone: zone });
  const exact = new Intl.DateTimeFormat(me.locale, {
    dateStyle: 'full',
    timeStyle: 'long',
    timeZone: zone,
  }).format(at);
  const device = readDevice(line.userAgent);
  const origin = [line.address, device === null ? null : fill(audit.device, device)].filter(
    (fact) => fact !== null,
  );
  const actor = actorText(line, audit);
  const { actorId } = line;
  return (
    <li className="border-t border-line px-4 py-2.5 first:border-t-0 sm:px-5">
      <div className="flex items-start gap-3">
        {actorId === null ? (
          <LogoMark className="size-7 shrink-0" />
        ) : (
          <span className="relative shrink-0">
            <Avatar name={actor} image={avatarPath(actorId, avatarId)} size="sm" isDecorative />
            <button
              type="button"
              aria-label={fill(audit.onlyThisPerson, { name: actor })}
              title={fill(audit.onlyThisPerson, { name: actor })}
              onClick={() => onChoosePerson(actorId)}
              className="absolute inset-0 rounded-full"
            />
          </span>
        )}
        <div className="min-w-0 flex-1">
          <p className="text-sm leading-5 wrap-anywhere text-muted">
            {auditSentence(line, { audit, common }, names).map(({ text, isName }, index) =>
              isName ? (
                <strong key={index} className="font-medium text-fg">
                  {text}
                </strong>
              ) : (
                <Fragment key={index}>{text}</Fragment>
              ),
            )}
          </p>
          <p className="text-xs leading-5 text-subtle">
            <time dateTime={line.at} title={exact}>
              {clock.format(at)}
            </time>
            {origin.map((fact) => ` · ${fact}`)}
          </p>
        </div>
        <IconButton
          size="sm"
          label={audit.details}
          title={audit.details}
          aria-expanded={isOpen}
          aria-controls={detailsId}
          onClick={() => setOpen(!isOpen)}
        >
          <ChevronDown
            aria-hidden
            className={isOpen ? 'rotate-180 transition-transform' : 'transition-transform'}
          />
        </IconButton>
      </div>
      <div id={detailsId} hidden={!isOpen}>
        {isOpen ? <AuditDetails line={line} exactTime={exact} /> : null}
      </div>
    </li>
  );
}
