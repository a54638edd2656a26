import type { Member, Organization } from '@fairlead/contract';
import { useDesk, useWords } from '@fairlead/ui';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Hipaa } from './hipaa.tsx';
import { OrganizationView } from './organization-view.tsx';
import { useLocalTime } from './local-time.ts';

/** A list of what is known. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className="facts">{children}</dl>;
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Who the customer is and for whom they ask. */
export function CustomerFacts({ member, organization, present }: { member: Member; organization: Organization; present?: boolean }) {
  const words = useWords();
  const siteName = useSiteName();
  const localTime = useLocalTime(member.zone);
  return (
    <Facts>
      <Fact name={words.t('fact.customer')}>
        <b>{member.name}</b>
        {present !== undefined && (
          <span className="presence" data-present={present}>
            {words.t(present ? 'fact.present' : 'fact.not_present')}
          </span>
        )}
      </Fact>
      <Fact name={words.t('fact.email')}>
        <a href={`mailto:${member.email}`}>{member.email}</a>
      </Fact>
      <Fact name={words.t('fact.language')}>{words.t(`language.${member.locale}`)}</Fact>
      {localTime && <Fact name={words.t('fact.local_time')}>{localTime}</Fact>}
      <Fact name={words.t('fact.organization')}>
        <Link to="/customers/$organization" params={{ organization: organization.id }}>
          {organization.name}
        </Link>
        <Hipaa organization={organization} />
        <OrganizationView organization={organization} />
      </Fact>
      <Fact name={words.t('fact.site')}>{siteName(organization.site)}</Fact>
      <Fact name={words.t('fact.plan')}>{organization.plan}</Fact>
    </Facts>
  );
}

/** An area's name in the reader's language; null where there is none. */
export function useAreaName(): (key: string | null) => string | null {
  const words = useWords();
  const { desk } = useDesk();
  return (key) => {
    if (key === null) return null;
    const area = desk.areas.find((a) => a.key === key);
    return area ? words.named(area.name) : key;
  };
}

/** A site's name; its key where the policy no longer names it. */
export function useSiteName(): (key: string) => string {
  const { desk } = useDesk();
  return (key) => desk.sites.find((s) => s.key === key)?.name ?? key;
}
