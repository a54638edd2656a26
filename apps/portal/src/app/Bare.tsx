import { LanguageMenu, useLanguage } from '@fairlead/ui';
import type { ReactNode } from 'react';
import { Brand } from '../shared/Brand.tsx';
import { useDeskFacts } from './session.ts';

/** A page for somebody who is not signed in as a member: the vendor's name, the languages, one thing in the middle. */
export function Bare({ children }: { children: ReactNode }) {
  const desk = useDeskFacts();
  const [language, speak] = useLanguage();
  return (
    <div className="frame">
      <header className="bar">
        <Brand vendor={desk?.vendor} />
        <LanguageMenu value={language} onChange={speak} />
      </header>
      <main className="middle" id="content">
        {children}
      </main>
    </div>
  );
}
