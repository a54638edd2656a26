import { type Article, type ArticleVersion, type Locale, locales } from '@fairlead/contract';
import { ProblemNote, useCall, useWords } from '@fairlead/ui';
import { Skeleton, Tabs } from '@mantine/core';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Editor } from './editor.tsx';
import { Place } from './place.tsx';
import { Versions } from './versions.tsx';
import './knowledge.css';

/** One article: written in one language after the other, beside its source and what was before. */
export function ArticlePage() {
  const words = useWords();
  const { article: id } = useParams({ from: '/articles/$article' });
  const { data, error, refetch } = useCall('GET /articles/{id}', { params: { id } });
  return (
    <div className="article-page">
      <Link to="/articles" className="article-back">
        ‹ {words.t('nav.articles')}
      </Link>
      {!data && (error ? <ProblemNote error={error} again={() => void refetch()} /> : <Skeleton height={420} />)}
      {data && <Open key={data.id} article={data} />}
    </div>
  );
}

function Open({ article }: { article: Article }) {
  const words = useWords();
  const navigate = useNavigate();
  const { language = article.source } = useSearch({ from: '/articles/$article' });
  const of = (l: Locale) => article.versions.filter((v) => v.language === l);
  const title = current(of(article.source))?.title ?? article.slug;
  return (
    <>
      <header className="article-head">
        <h1>{title}</h1>
        {article.languages.some((l) => l.language === language && l.published) && (
          <a href={article.url.replace(/\/help\/\w+\//, `/help/${language}/`)} target="_blank" rel="noreferrer">
            {words.t('article.see')}
          </a>
        )}
      </header>
      <Place key={article.slug} article={article} />
      <Tabs
        value={language}
        keepMounted={false}
        onChange={(value) =>
          void navigate({
            to: '/articles/$article',
            params: { article: article.id },
            search: { language: (value ?? article.source) as Locale },
          })
        }
      >
        <Tabs.List aria-label={words.t('article.languages')}>
          {locales.map((l) => {
            const state = article.languages.find((s) => s.language === l);
            return (
              <Tabs.Tab key={l} value={l}>
                {words.t(`language.${l}`)}
                <span className="article-tab">
                  {words.t(
                    !state
                      ? 'article.is.none'
                      : state.draft
                        ? `article.is.${state.draft}`
                        : state.behind
                          ? 'article.is.behind'
                          : state.published
                            ? 'article.is.published'
                            : 'article.is.withdrawn',
                  )}
                </span>
              </Tabs.Tab>
            );
          })}
        </Tabs.List>
        {locales.map((l) => (
          <Tabs.Panel key={l} value={l}>
            <Editor
              key={l}
              article={article}
              language={l}
              versions={of(l)}
              source={l === article.source ? undefined : of(article.source).find((v) => v.state === 'published')}
            />
            <Versions article={article} language={l} versions={of(l)} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </>
  );
}

/** What is being written, or else what anybody reads, or else what was last. */
const current = (versions: readonly ArticleVersion[]): ArticleVersion | undefined =>
  versions.find((v) => v.state === 'draft' || v.state === 'review') ?? versions.find((v) => v.state === 'published') ?? versions[0];
