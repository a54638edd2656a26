import type { Organization } from '@fairlead/contract';
import { Menu, UnstyledButton } from '@mantine/core';
import { useActFor } from '../shared/organizations.ts';
import { useWords } from '../shared/words.ts';

/** Which organization is acted for, and a way to another (S19). Only for who belongs to several. */
export function Organizations({ mine, all }: { mine: Organization; all: readonly Organization[] }) {
  const words = useWords();
  // A ticket or chat on the screen belongs to the organization before.
  const actFor = useActFor({ landOn: '/' });
  return (
    <Menu position="bottom-start" shadow="md" width={280}>
      <Menu.Target>
        <UnstyledButton className="acting" disabled={actFor.isPending}>
          <span className="fl-hidden">{words.t('organization.acting')} </span>
          <span className="acting-name">{mine.name}</span>
          <svg className="acting-mark" viewBox="0 0 16 16" aria-hidden="true">
            <path d="m4 6 4 4 4-4" />
          </svg>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{words.t('organization.acting')}</Menu.Label>
        <Menu.RadioGroup value={mine.id} onChange={(id) => id !== mine.id && actFor.mutate(id)}>
          {all.map(({ id, name, site }) => (
            <Menu.RadioItem key={id} value={id} closeMenuOnClick>
              {name}
              {site && <span className="acting-site"> · {site}</span>}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}
