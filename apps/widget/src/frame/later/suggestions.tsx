import { newId, Refused, Unanswered } from '@fairlead/client';
import type { FoundArticle } from '@fairlead/contract';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Problem, useAction } from '../parts.tsx';
import { ask } from '../session.ts';
import { fill, form } from '../state.ts';
import { words } from '../language.ts';
import { t } from './words.ts';

/** Under which a request that is being written is counted as solved, however often that is pressed. */
let id = newId();

/** Articles that fit what is being written. One that solves it empties the form, and nothing is sent. */
export function Suggestions() {
  const { summary, text } = form.value;
  const q = `${summary} ${text}`.trim().slice(0, 200);
  const [found, setFound] = useState<FoundArticle[]>([]);
  const [solved, setSolved] = useState<string | null>(null);
  const { running, problem, run } = useAction();
  const section = useRef<HTMLElement>(null);

  useEffect(() => {
    if (q.length < 4) return setFound([]);
    setSolved(null);
    let outdated = false;
    const look = async () => {
      const now = await ask('GET /articles/found', { query: { q, language: words.value.language, limit: 3 } }).catch(none);
      if (!outdated) setFound(now.found);
    };
    const timer = setTimeout(() => void look(), 400);
    return () => {
      outdated = true;
      clearTimeout(timer);
    };
  }, [q]);

  // They stand below the line that is being written, at the lower edge of a small panel.
  useEffect(() => {
    if (found.length > 0) section.current?.scrollIntoView({ block: 'nearest' });
  }, [found.length]);

  const helped = (article: FoundArticle) =>
    run(async () => {
      await ask('PUT /articles/{id}/solved', { params: { id: article.id }, body: { id, via: 'widget', query: q } });
      id = newId();
      fill({ id: newId(), question: null, about: null, summary: '', text: '', impact: '', since: '', affected: '', channel: null });
      setSolved(article.title);
    });
  if (solved !== null) {
    return (
      <p class="card" role="status">
        <b>{t('suggest.thanks')}</b>
        <br />
        {t('suggest.thanks_text', { title: solved })}
      </p>
    );
  }
  return (
    <section ref={section} class="suggestions" aria-label={t('suggest.title')} aria-live="polite">
      {found.length > 0 && <h2>{t('suggest.title')}</h2>}
      {found.map((article) => (
        <div key={article.id}>
          <a href={article.url} target="_blank" rel="noreferrer" lang={article.language} onClick={() => void read(article)}>
            {article.title}
          </a>
          <button
            type="button"
            class="plain"
            aria-label={t('suggest.solved_by', { title: article.title })}
            aria-disabled={running}
            onClick={() => helped(article)}
          >
            {t('suggest.solved')}
          </button>
        </div>
      ))}
      <Problem text={problem} />
    </section>
  );
}

/** Suggesting is a courtesy: without an answer there is none. */
function none(error: unknown): { found: FoundArticle[] } {
  if (error instanceof Refused || error instanceof Unanswered) return { found: [] };
  throw error;
}

async function read({ id: article }: FoundArticle): Promise<void> {
  await ask('PUT /articles/{id}/read', { params: { id: article } }).catch(none);
}
