import { newId } from '@fairlead/client';
import type { Ticket } from '@fairlead/contract';
import { ProblemNote, useAct, useCall, useWords } from '@fairlead/ui';
import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Fact, Facts } from '../../shared/facts.tsx';

/** What the customer read in the help center, and how a solved ticket becomes an article. */
export function Articles({ ticket }: { ticket: Ticket }) {
  const words = useWords();
  const navigate = useNavigate();
  const [id] = useState(() => newId());
  const { data } = useCall('GET /customers/{id}/articles', { params: { id: ticket.member.id } });
  const begin = useAct('PUT /tickets/{number}/article');
  const over = ticket.state === 'solved' || ticket.state === 'closed';
  return (
    <>
      {data && data.articles.length > 0 && (
        <Facts>
          <Fact name={words.t('fact.articles_read')}>
            <ul className="articles-read">
              {data.articles.slice(0, 5).map((article) => (
                <li key={article.id}>
                  <a href={article.url} target="_blank" rel="noreferrer">
                    {article.title}
                  </a>
                  <span className="row-dim"> {words.time(article.at)}</span>
                </li>
              ))}
            </ul>
          </Fact>
        </Facts>
      )}
      {over && (
        <Button
          variant="default"
          size="xs"
          loading={begin.isPending}
          onClick={() =>
            begin.mutate(
              { params: { number: ticket.number }, body: { id } },
              { onSuccess: () => void navigate({ to: '/articles/$article', params: { article: id } }) },
            )
          }
        >
          {words.t('article.from_ticket')}
        </Button>
      )}
      <ProblemNote error={begin.error} />
    </>
  );
}
