import { useCall, useDesk } from './desk.tsx';
import { useWords } from './root.tsx';

/** Articles of the help center that a text links to, by name, and whether they helped. */
export function LinkedArticles({ text }: { text: string }) {
  const words = useWords();
  const { connection } = useDesk();
  const here = text.includes(`${connection.base || location.origin}/help/`);
  const { data } = useCall('GET /articles/linked', { query: { text: text.slice(0, 5_000) } }, { enabled: here });
  if (!data || data.articles.length === 0) return null;
  return (
    <ul className="fl-linked">
      {data.articles.map((article) => (
        <li key={article.id}>
          <a href={article.url} target="_blank" rel="noreferrer">
            {article.title}
          </a>{' '}
          <span>{words.t('linked.helped', { helpful: article.helpful, of: article.helpful + article.unhelpful })}</span>
        </li>
      ))}
    </ul>
  );
}
