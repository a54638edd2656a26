import { chosenLanguage, DeskDoor, SignIn, useAct, useDesk, useLanguage } from '@fairlead/ui';
import type { Language } from '@fairlead/words';
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Outlet } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { Notice } from '../shared/Notice.tsx';
import { useWords } from '../shared/words.ts';
import { Bare } from './Bare.tsx';
import { Frame } from './Frame.tsx';
import { connection, endPasswordSession, useAskAgain, useDeskFacts, useWasSignedIn } from './session.ts';

/** Everything that only a signed-in member sees; anybody else is told where to go. */
export function Members() {
  const words = useWords();
  return (
    <DeskDoor connection={connection} title={words.t('portal.name')} signIn={<SignedOut />}>
      <Inside />
    </DeskDoor>
  );
}

function Inside() {
  const { me } = useDesk();
  if (me.kind === 'staff') return <StaffHere name={me.staff.name} />;
  return (
    <SpokenTo locale={me.member.locale}>
      <WhereTheyAre known={me.member.zone} />
      <Frame me={me}>
        <Outlet />
      </Frame>
    </SpokenTo>
  );
}

/** In the language of their account, unless they chose another in this browser. */
function SpokenTo({ locale, children }: { locale: Language; children: ReactNode }) {
  const [, speak] = useLanguage();
  useEffect(() => {
    if (!chosenLanguage()) speak(locale);
  }, [locale, speak]);
  return children;
}

/** Tells the desk, once, which zone this browser is in, so that staff see this member's local time. */
function WhereTheyAre({ known }: { known: string | null }) {
  const { mutate } = useAct('PUT /me/zone');
  const told = useRef(false);
  useEffect(() => {
    const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (told.current || !zone || zone === known) return;
    told.current = true;
    mutate({ body: { zone } });
  }, [known, mutate]);
  return null;
}

function SignedOut() {
  const words = useWords();
  const desk = useDeskFacts();
  const askAgain = useAskAgain();
  const vendor = desk?.vendor ?? words.t('desk.name');
  const ended = useWasSignedIn();
  return (
    <main>
      {ended && <p className="callout ended">{words.t('sign_in.ended')}</p>}
      <SignIn title={words.t('sign_in.title', { vendor })} done={() => void askAgain()}>
        <p className="dim">{words.t('sign_in.from_product', { vendor })}</p>
      </SignIn>
    </main>
  );
}

function StaffHere({ name }: { name: string }) {
  const words = useWords();
  const askAgain = useAskAgain();
  const leave = () => endPasswordSession().then(askAgain, () => notifications.show({ color: 'red', message: words.t('portal.failed') }));
  return (
    <Bare>
      <Notice title={words.t('staff.title')} text={words.t('staff.text', { name })}>
        <div className="actions">
          <Button component="a" href="/console/">
            {words.t('staff.console')}
          </Button>
          <Button variant="default" onClick={() => void leave()}>
            {words.t('header.sign_out')}
          </Button>
        </div>
      </Notice>
    </Bare>
  );
}
