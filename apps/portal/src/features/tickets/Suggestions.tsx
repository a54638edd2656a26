import { newId } from '@fairlead/client';
import type { FoundArticle } from '@fairlead/contract';
import { useAct, useCall, useLanguage } from '@fairlead/ui';
import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData } from '@tanstack/react-query';
import { useState } from 'react';
import { useWords } from '../../shared/words.ts';

/** Articles that fit what is being written. One that solves it closes the request before it is sent. */
export function Suggestions({ subject, text, onSolved }: { subject: string; text: string; onSolved: (article: FoundArticle) => void }) {
  const words = useWords();
  const [language] = useLanguage();
  const [q] = useDebouncedValue(`${subject} ${text}`.trim().slice(0, 200), 400);
  const { data } = useCall(
    'GET /articles/found',
    { query: { q, language, limit: 3 } },
    { enabled: q.length >= 4, placeholderData: keepPreviousData, retry: false },
  );
  const [id] = useState(() => newId());
  const solved = useAct('PUT /articles/{id}/solved');
  const read = useAct('PUT /articles/{id}/read');
  const found = q.length >= 4 ? (data?.found ?? []) : [];
  return (
    <section className="suggestions" aria-label={words.t('new.suggestions')} aria-live="polite">
      {found.length > 0 && (
        <>
          <h2>{words.t('new.suggestions')}</h2>
          <ul>
            {found.map((article) => (
              <li key={article.id}>
                <div>
                  <a
                    href={article.url}
                    target="_blank"
                    rel="noreferrer"
                    lang={article.language}
                    onClick={() => read.mutate({ params: { id: article.id } })}
                  >
                    {article.title}
                  </a>
                  <p>{article.passage.text}</p>
                </div>
                <Button
                  variant="default"
                  size="xs"
                  aria-label={words.t('new.solved_by', { title: article.title })}
                  loading={solved.isPending && solved.variables?.params.id === article.id}
                  onClick={() =>
                    solved.mutate(
                      { params: { id: article.id }, body: { id, via: 'portal', query: q } },
                      { onSuccess: () => onSolved(article) },
                    )
                  }
                >
                  {words.t('new.solved')}
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
