import { LanguageMenu, PersonMark, useAct, useLanguage, useWords } from '@fairlead/ui';
import { Button, Popover, UnstyledButton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
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
  const [opened, setOpened] = useState(false);
  return (
    <Popover position="right-end" shadow="md" width={260} opened={opened} onChange={setOpened} trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton className="account" aria-label={words.t('me.menu', { name: staff.name })} onClick={() => setOpened(!opened)}>
          <PersonMark name={staff.name} size={36} />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown className="account-menu" aria-label={words.t('me.menu', { name: staff.name })}>
        <div className="who">
          <b>{staff.name}</b>
          <span>{words.t(`role.${staff.role}`)}</span>
        </div>
        <LanguageMenu
          value={language}
          onChange={(locale) => {
            setLanguage(locale);
            setLocale.mutate({ body: { locale } });
          }}
        />
        <Button
          variant="subtle"
          px="xs"
          justify="space-between"
          rightSection={<kbd>?</kbd>}
          onClick={() => {
            setOpened(false);
            showKeys();
          }}
        >
          {words.t('me.shortcuts')}
        </Button>
        {staff.role === 'administrator' && (
          <Button variant="subtle" px="xs" justify="flex-start" component={Link} to="/settings" onClick={() => setOpened(false)}>
            {words.t('settings.title')}
          </Button>
        )}
        <Button variant="subtle" px="xs" justify="flex-start" component={Link} to="/mail" onClick={() => setOpened(false)}>
          {words.t('mail.title')}
        </Button>
        <Button variant="subtle" px="xs" justify="flex-start" component={Link} to="/my-mail" onClick={() => setOpened(false)}>
          {words.t('mail.mine')}
        </Button>
        <Button variant="subtle" px="xs" justify="flex-start" component={Link} to="/tokens" onClick={() => setOpened(false)}>
          {words.t('me.tokens')}
        </Button>
        <Button variant="subtle" px="xs" justify="flex-start" onClick={() => void signOut()}>
          {words.t('me.sign_out')}
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}
