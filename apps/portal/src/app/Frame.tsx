import type { Me } from '@fairlead/contract';
import { LanguageMenu, PersonMark, useAct, useDesk, useLanguage } from '@fairlead/ui';
import { Menu, UnstyledButton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Link, useLocation } from '@tanstack/react-router';
import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import { Brand } from '../shared/Brand.tsx';
import { useWords } from '../shared/words.ts';
import { Organizations } from './Organizations.tsx';
import { signOut } from './session.ts';

/** What stands around every page of a member. */
export function Frame({ me, children }: { me: Extract<Me, { kind: 'member' }>; children: ReactNode }) {
  const { member, organization, organizations } = me;
  const several = organizations.length > 1;
  const words = useWords();
  const { desk, online } = useDesk();
  const [language, speak] = useLanguage();
  const setLocale = useAct('PUT /me/locale');
  const content = useFocusOnNewPage(organization.id);
  const leave = () => signOut().catch(() => notifications.show({ color: 'red', message: words.t('portal.failed') }));
  return (
    <div className="frame">
      <a className="skip" href="#content">
        {words.t('portal.skip')}
      </a>
      <header className="bar">
        <Link to="/" className="brand-link">
          <Brand vendor={desk.vendor} organization={several ? undefined : organization.name} />
        </Link>
        {several && <Organizations mine={organization} all={organizations} />}
        <LanguageMenu
          value={language}
          onChange={(locale) => {
            speak(locale);
            setLocale.mutate({ body: { locale } });
          }}
        />
        <Menu position="bottom-end" shadow="md" width={240}>
          <Menu.Target>
            <UnstyledButton className="me">
              <PersonMark name={member.name} size={34} />
              <span className="fl-hidden">{words.t('header.account', { name: member.name })}</span>
            </UnstyledButton>
          </Menu.Target>
          <Menu.Dropdown>
            <div className="who">
              <strong>{member.name}</strong>
              <span>{member.email}</span>
              <span>{organization.name}</span>
            </div>
            <Menu.Divider />
            <Menu.Item component={Link} to="/mail">
              {words.t('header.mail')}
            </Menu.Item>
            <Menu.Item component={Link} to="/tokens">
              {words.t('header.tokens')}
            </Menu.Item>
            <Menu.Item onClick={() => void leave()}>{words.t('header.sign_out')}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </header>
      <div role="status" className="offline-place">
        {!online && <p className="offline">{words.t('portal.offline')}</p>}
      </div>
      <main className="content" id="content" tabIndex={-1} ref={content}>
        {children}
      </main>
    </div>
  );
}

/** The page and organization that were on the screen last. Outlives the frame, which a switch of organizations makes anew. */
let shown: string | null = null;

/** After going to another page, or acting for another organization, the keyboard is at its beginning, and a screen reader hears that it is another. */
function useFocusOnNewPage(organization: string): RefObject<HTMLElement | null> {
  const content = useRef<HTMLElement>(null);
  const path = useLocation({ select: (location) => location.pathname });
  const page = `${organization} ${path}`;
  useEffect(() => {
    const another = shown !== null && shown !== page;
    shown = page;
    if (another) content.current?.focus({ preventScroll: true });
  }, [page]);
  return content;
}
