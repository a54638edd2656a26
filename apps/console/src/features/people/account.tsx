import { LanguageMenu, PersonMark, useAct, useLanguage, useWords } from '@fairlead/ui';
import { Menu, UnstyledButton } from '@mantine/core';
import { useStaff } from '../../shared/staff.ts';

/** Ends the session and starts afresh: nothing of it stays on the page. */
export async function signOut(): Promise<void> {
  await fetch('/api/auth/sign-out', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
  location.assign('/console/');
}

/** The reader's own name, language, help and way out. */
export function Account({ showKeys }: { showKeys: () => void }) {
  const words = useWords();
  const { staff } = useStaff();
  const [language, setLanguage] = useLanguage();
  const setLocale = useAct('PUT /me/locale');
  return (
    <Menu position="right-end" shadow="md" width={260} withinPortal>
      <Menu.Target>
        <UnstyledButton className="account" aria-label={words.t('me.menu', { name: staff.name })}>
          <PersonMark name={staff.name} size={36} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className="who">
          <b>{staff.name}</b>
          <span>{words.t(`role.${staff.role}`)}</span>
        </div>
        <Menu.Divider />
        <div className="who">
          <LanguageMenu
            value={language}
            onChange={(locale) => {
              setLanguage(locale);
              setLocale.mutate({ body: { locale } });
            }}
          />
        </div>
        <Menu.Item onClick={showKeys} rightSection={<kbd>?</kbd>}>
          {words.t('me.shortcuts')}
        </Menu.Item>
        <Menu.Item onClick={() => void signOut()}>{words.t('me.sign_out')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
