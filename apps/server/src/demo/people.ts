/** The people of the demo: staff of the fictional vendor Skerry, and customers as its product would name them. */
import type { StaffRole } from '@fairlead/contract';
import type { signIdentity } from '../domains/accounts/identity.ts';

export interface DemoStaff {
  name: string;
  email: string;
  role: StaffRole;
  teams: string[];
}

export const staff: DemoStaff[] = [
  { name: 'Mina Park', email: 'mina@skerry.example', role: 'engineer', teams: [] },
  { name: 'Jonas Weber', email: 'jonas@skerry.example', role: 'engineer', teams: [] },
  { name: 'Aiko Tanaka', email: 'aiko@skerry.example', role: 'specialist', teams: ['agent'] },
  { name: 'Priya Nair', email: 'priya@skerry.example', role: 'specialist', teams: ['logs', 'platform'] },
  { name: 'Lucas Martin', email: 'lucas@skerry.example', role: 'sales', teams: ['sales'] },
  { name: 'Ada Olsen', email: 'ada@skerry.example', role: 'administrator', teams: [] },
];

type Identity = Parameters<typeof signIdentity>[0];

const northwind = { id: 'northwind', name: 'Northwind Bikes', site: 'US1', plan: 'standard' };
const hanbit = { id: 'hanbit', name: '한빛모빌리티', site: 'AP1', plan: 'standard' };
const minato = { id: 'minato', name: '港フーズ', site: 'AP1', plan: 'premier' };

const harbor = { id: 'harbor', name: 'Harbor Clinic', site: 'US1', plan: 'premier', hipaa: true };
const tidewater = { id: 'tidewater', name: 'Tidewater Energy', site: 'US3', plan: 'premier' };
const brightline = { id: 'brightline', name: 'Brightline', site: 'US3', plan: 'standard' };
const brightlineLabs = { id: 'brightline-labs', name: 'Brightline Labs', site: 'EU1', plan: 'standard' };

export interface DemoCustomer extends Identity {
  /** Key in the demo's catalog: what is special about being this person. */
  note: 'note.standard' | 'note.korean' | 'note.japanese' | 'note.hipaa' | 'note.premier' | 'note.two';
}

export const customers: DemoCustomer[] = [
  {
    sub: 'dana',
    name: 'Dana Reyes',
    email: 'dana@northwind.example',
    locale: 'en',
    org: 'northwind',
    orgs: [northwind],
    product_version: 'Agent 7.61.0',
    recent_docs: ['https://docs.skerry.example/agent/configuration'],
    note: 'note.standard',
  },
  { sub: 'jiwoo', name: '한지우', email: 'jiwoo@hanbit.example', locale: 'ko', org: 'hanbit', orgs: [hanbit], note: 'note.korean' },
  { sub: 'takeru', name: '佐藤健', email: 'takeru@minato.example', locale: 'ja', org: 'minato', orgs: [minato], note: 'note.japanese' },
  { sub: 'nora', name: 'Nora Quinn', email: 'nora@harbor.example', locale: 'en', org: 'harbor', orgs: [harbor], note: 'note.hipaa' },
  {
    sub: 'pia',
    name: 'Pia Lindqvist',
    email: 'pia@tidewater.example',
    locale: 'en',
    org: 'tidewater',
    orgs: [tidewater],
    note: 'note.premier',
  },
  {
    sub: 'sam',
    name: 'Sam Okafor',
    email: 'sam@brightline.example',
    locale: 'en',
    org: 'brightline',
    orgs: [brightline, brightlineLabs],
    note: 'note.two',
  },
];

export const teams = [
  { key: 'agent', name: { en: 'Agent', ko: '에이전트', ja: 'エージェント' } },
  { key: 'logs', name: { en: 'Logs', ko: '로그', ja: 'ログ' } },
  { key: 'platform', name: { en: 'Platform', ko: '플랫폼', ja: 'プラットフォーム' } },
  { key: 'sales', name: { en: 'Sales', ko: '영업', ja: '営業' } },
];

export const areas = [
  { key: 'agent', team: 'agent', name: { en: 'Agent', ko: '에이전트', ja: 'エージェント' } },
  { key: 'logs', team: 'logs', name: { en: 'Logs', ko: '로그', ja: 'ログ' } },
  { key: 'apm', team: 'platform', name: { en: 'APM', ko: 'APM', ja: 'APM' } },
  { key: 'dashboards', team: 'platform', name: { en: 'Dashboards', ko: '대시보드', ja: 'ダッシュボード' } },
  { key: 'integrations', team: 'agent', name: { en: 'Integrations', ko: '통합', ja: 'インテグレーション' } },
  { key: 'billing', team: 'sales', name: { en: 'Billing', ko: '결제', ja: '請求' } },
];
