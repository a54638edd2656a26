import type { Connection } from '@fairlead/client';
import { chosenLanguage, DeskDoor, useDesk, useLanguage, useWords } from '@fairlead/ui';
import { Button } from '@mantine/core';
import { Outlet } from '@tanstack/react-router';
import { useEffect } from 'react';
import { signOut } from '../features/people/account.tsx';
import { Nothing } from '../shared/nothing.tsx';
import { Frame } from './frame.tsx';

const connection: Connection = { base: location.origin, token: null, locale: 'en' };

/** Lets staff in. Anybody else is told that this is not their place. */
export function Staff() {
  const words = useWords();
  return (
    <DeskDoor connection={connection} title={words.t('console.title')}>
      <StaffOnly />
    </DeskDoor>
  );
}

function StaffOnly() {
  const words = useWords();
  const { me } = useDesk();
  const [language, setLanguage] = useLanguage();
  const theirs = me.kind === 'staff' ? me.locale : me.member.locale;
  // A choice made in this browser goes before the language of the account.
  useEffect(() => {
    if (chosenLanguage() === null && theirs !== language) setLanguage(theirs);
  }, [theirs, language, setLanguage]);

  if (me.kind === 'staff')
    return (
      <Frame>
        <Outlet />
      </Frame>
    );
  const text = words.t('console.for_staff_text', { name: me.member.name, organization: me.organization.name });
  return (
    <main className="lone">
      <Nothing title={words.t('console.for_staff')} text={text}>
        <div className="actions">
          <Button component="a" href="/portal/">
            {words.t('console.to_portal')}
          </Button>
          <Button variant="default" onClick={() => void signOut()}>
            {words.t('me.sign_out')}
          </Button>
        </div>
      </Nothing>
    </main>
  );
}
