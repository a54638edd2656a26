import { keep, kept, Refused, Unanswered } from '@fairlead/client';
import { type Catalog, type Language, pickLanguage, speak, type Words } from '@fairlead/words';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { resolver, theme } from './theme.ts';
import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import './tokens.css';
import './ui.css';
import './thread.css';
import './evidence.css';

/** What both apps say. Each language is a chunk of its own: a reader loads one. The vite plugin has compiled what the types show as JSON. */
const ours: Record<Language, () => Promise<{ default: unknown }>[]> = {
  en: () => [
    import('@fairlead/words/catalogs/en/shared.json', { with: { type: 'json' } }),
    import('@fairlead/words/catalogs/en/ui.json', { with: { type: 'json' } }),
  ],
  ko: () => [
    import('@fairlead/words/catalogs/ko/shared.json', { with: { type: 'json' } }),
    import('@fairlead/words/catalogs/ko/ui.json', { with: { type: 'json' } }),
  ],
  ja: () => [
    import('@fairlead/words/catalogs/ja/shared.json', { with: { type: 'json' } }),
    import('@fairlead/words/catalogs/ja/ui.json', { with: { type: 'json' } }),
  ],
};

interface Speech {
  words: Words;
  setLanguage(language: Language): void;
}

const SpeechContext = createContext<Speech | null>(null);

function useSpeech(): Speech {
  const speech = useContext(SpeechContext);
  if (!speech) throw new Error('outside of UiRoot');
  return speech;
}

/** What this person reads, in the language that is spoken now. */
export function useWords(): Words {
  return useSpeech().words;
}

/** The language that is spoken now, and a way to change it; the choice is kept in this browser. */
export function useLanguage(): [Language, (language: Language) => void] {
  const { words, setLanguage } = useSpeech();
  return [words.language, setLanguage];
}

const languageKey = 'fairlead.language';

/** The language that this person chose in this browser, if any. */
export function chosenLanguage(): Language | null {
  return kept<Language>(languageKey);
}

/** A refusal is an answer; only a missing answer is worth asking again. Who is no longer signed in is asked to sign in. */
function newQueries(): QueryClient {
  const queries = new QueryClient({
    queryCache: new QueryCache({
      onError(error, query) {
        if (error instanceof Refused && error.code === 'not_signed_in' && query.queryKey[0] !== 'GET /me')
          void queries.invalidateQueries({ queryKey: ['GET /me'] });
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        networkMode: 'always',
        retry: (failures, error) => error instanceof Unanswered && failures < 4,
        retryDelay: (failures) => Math.min(500 * 2 ** failures, 5_000),
      },
      mutations: { networkMode: 'always' },
    },
  });
  return queries;
}

/** Light or dark as the system says, told to our tokens; Mantine follows by its `auto` scheme. */
function followSystemScheme(): () => void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const tell = () => void document.documentElement.toggleAttribute('data-dark', dark.matches);
  tell();
  dark.addEventListener('change', tell);
  return () => dark.removeEventListener('change', tell);
}

/** What an app stands on: words, looks, notifications and the cache of calls. `load` gives the app's own catalog; `shared` and `ui` are added. */
export function UiRoot({ load, children }: { load: (language: Language) => Promise<Catalog>; children: ReactNode }) {
  const [queries] = useState(newQueries);
  const [language, choose] = useState<Language>(() => chosenLanguage() ?? pickLanguage(navigator.languages));
  const [words, setWords] = useState<Words | null>(null);

  useEffect(followSystemScheme, []);
  useEffect(() => {
    let wanted = true;
    void Promise.all([load(language), ...ours[language]()]).then(([own, ...shared]) => {
      if (!wanted) return;
      document.documentElement.lang = language;
      setWords(speak(language, ...shared.map((module) => module.default as Catalog), own));
    });
    return () => void (wanted = false);
  }, [language, load]);

  const speech = useMemo(
    () =>
      words && {
        words,
        setLanguage(next: Language) {
          keep(languageKey, next);
          choose(next);
        },
      },
    [words],
  );
  return (
    <QueryClientProvider client={queries}>
      <MantineProvider theme={theme} cssVariablesResolver={resolver} defaultColorScheme="auto">
        {speech && (
          <SpeechContext value={speech}>
            <Notifications position="bottom-left" containerWidth={300} limit={4} />
            {children}
          </SpeechContext>
        )}
      </MantineProvider>
    </QueryClientProvider>
  );
}
