import type { Notice } from '@fairlead/contract';
import { Button } from '@mantine/core';
import { useActFor } from '../../shared/organizations.ts';
import { useWords } from '../../shared/words.ts';

/** What the desk noticed in what is being written. What was typed stays, also over a switch. */
export function Notices({ notices }: { notices: readonly Notice[] }) {
  return (
    <div role="status" className="notices">
      {notices.map((notice) => (
        <OneNotice key={`${notice.is} ${notice.link}`} notice={notice} />
      ))}
    </div>
  );
}

function OneNotice({ notice }: { notice: Notice }) {
  const words = useWords();
  const actFor = useActFor();
  const to = notice.is === 'other_organization' ? notice.switch_to : null;
  return (
    <div className="callout noticed">
      <span className="callout-words">
        <span>
          {notice.is === 'other_site'
            ? words.t('notice.other_site', { site: notice.site, own: notice.own })
            : words.t('notice.other_organization', { name: notice.name })}
        </span>
        <span className="dim noticed-link">{notice.link}</span>
      </span>
      {notice.is === 'other_organization' && to && (
        <Button variant="default" size="xs" loading={actFor.isPending} onClick={() => actFor.mutate(to)}>
          {words.t('notice.switch', { name: notice.name })}
        </Button>
      )}
    </div>
  );
}
