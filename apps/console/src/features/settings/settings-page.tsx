import { ProblemNote, useCall, useWords } from '@fairlead/ui';
import { Skeleton, Tabs } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Nothing } from '../../shared/nothing.tsx';
import { useStaff } from '../../shared/staff.ts';
import { Areas } from './areas.tsx';
import { Categories } from './categories.tsx';
import { Flares } from './flares.tsx';
import { History } from './history.tsx';
import { Mail } from './mail.tsx';
import { People } from './people.tsx';
import { Teams } from './teams.tsx';
import './settings.css';

/** How the desk is set up: who works here, teams and areas, and who changed what. Sites, plans and hours are in the policy. */
export function SettingsPage() {
  const words = useWords();
  const { staff } = useStaff();
  if (staff.role !== 'administrator') return <Nothing title={words.t('settings.administrators')} />;
  return <Settings />;
}

function Settings() {
  const words = useWords();
  const { data, error, refetch } = useCall('GET /settings', {});
  return (
    <div className="settings">
      <header>
        <h1>{words.t('settings.title')}</h1>
        <p className="fl-dim">
          {words.t('settings.elsewhere')} <Link to="/policy">{words.t('nav.policy')}</Link> ·{' '}
          <Link to="/macros">{words.t('macro.open')}</Link>
          {' · '}
          <Link to="/tokens">{words.t('me.tokens')}</Link>
        </p>
      </header>
      {!data && (error ? <ProblemNote error={error} again={() => void refetch()} /> : <Skeleton height={320} />)}
      {data && (
        <Tabs defaultValue="people" keepMounted={false}>
          <Tabs.List aria-label={words.t('settings.title')}>
            <Tabs.Tab value="people">{words.t('settings.people')}</Tabs.Tab>
            <Tabs.Tab value="teams">{words.t('settings.teams')}</Tabs.Tab>
            <Tabs.Tab value="areas">{words.t('settings.areas')}</Tabs.Tab>
            <Tabs.Tab value="categories">{words.t('settings.categories')}</Tabs.Tab>
            <Tabs.Tab value="mail">{words.t('settings.mail')}</Tabs.Tab>
            <Tabs.Tab value="flares">{words.t('settings.flares')}</Tabs.Tab>
            <Tabs.Tab value="history">{words.t('settings.history')}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="people">
            <People people={data.people} teams={data.teams} />
          </Tabs.Panel>
          <Tabs.Panel value="teams">
            <Teams teams={data.teams} />
          </Tabs.Panel>
          <Tabs.Panel value="areas">
            <Areas areas={data.areas} teams={data.teams} />
          </Tabs.Panel>
          <Tabs.Panel value="categories">
            <Categories />
          </Tabs.Panel>
          <Tabs.Panel value="mail">
            <Mail areas={data.areas} />
          </Tabs.Panel>
          <Tabs.Panel value="flares">
            <Flares />
          </Tabs.Panel>
          <Tabs.Panel value="history">
            <History />
          </Tabs.Panel>
        </Tabs>
      )}
    </div>
  );
}
