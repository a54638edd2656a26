/** Secrets by the shape that their providers give them (their documentation says which), wherever they stand. */
import { type Look, matches } from './spans.ts';

const hexadecimal = [...'abcdef0123456789'];
const base62 = [...'abcdefghijklmnopqrstuvwxyz0123456789'];
/** Words of two letters are too short: they are said with each that may follow. */
const spelled = (word: string, next: readonly string[]): string[] => next.map((letter) => word + letter);

/** `words`: every text that has such a secret has one of these. The test of the corpus holds both together. */
const shapes: { rule: string; words: readonly string[]; pattern: RegExp; group?: number }[] = [
  {
    rule: 'aws-access-key-id',
    words: ['AKIA', 'ASIA', 'ABIA', 'ACCA'],
    pattern: /(?<![A-Za-z\d])(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7\d]{16}(?![A-Za-z\d])/dg,
  },
  {
    rule: 'github-token',
    words: ['ghp_', 'gho_', 'ghu_', 'ghr_', 'ghs_', 'github_pat_'],
    pattern: /(?<![A-Za-z\d])(?:gh[pousr]_[A-Za-z\d]{30,255}|github_pat_[A-Za-z\d_]{50,255})/dg,
  },
  {
    rule: 'gitlab-token',
    words: ['glpat-', 'gldt-', 'glrt-', 'glcbt-', 'glptt-', 'glft-', 'glsoat-', 'glimt-', 'glagent-', 'gloas-', 'glffct-'],
    pattern: /(?<![A-Za-z\d])(?:glpat|gldt|glrt|glcbt|glptt|glft|glsoat|glimt|glagent|gloas|glffct)-[\w-]{20,300}/dg,
  },
  {
    rule: 'slack-token',
    words: ['xoxa', 'xoxb', 'xoxe', 'xoxo', 'xoxp', 'xoxr', 'xoxs', 'xapp-'],
    pattern: /(?<![A-Za-z\d])xox[abeoprs](?:\.xox[bp])?-[A-Za-z\d-]{10,250}|(?<![A-Za-z\d])xapp-\d-[A-Za-z\d-]{20,250}/dg,
  },
  {
    rule: 'webhook',
    words: ['hooks.slack.com'],
    pattern: /hooks\.slack\.com\/(?:services|workflows|triggers)\/([A-Za-z\d+/]{20,120})/dg,
    group: 1,
  },
  {
    rule: 'webhook',
    words: ['discord.com/api', 'discordapp.com/api'],
    pattern: /discord(?:app)?\.com\/api\/webhooks\/\d+\/([\w-]{40,100})/dg,
    group: 1,
  },
  { rule: 'webhook', words: ['webhook.office'], pattern: /webhook\.office\.com\/webhookb2\/([\w@/-]{40,250})/dg, group: 1 },
  { rule: 'npm-token', words: ['npm_'], pattern: /(?<![A-Za-z\d])npm_[A-Za-z\d]{36}/dg },
  { rule: 'pypi-token', words: ['pypi-AgE'], pattern: /(?<![A-Za-z\d])pypi-AgE[\w-]{50,250}/dg },
  { rule: 'rubygems-token', words: ['rubygems_'], pattern: /(?<![A-Za-z\d])rubygems_[a-f\d]{48}/dg },
  { rule: 'docker-token', words: ['dckr_'], pattern: /(?<![A-Za-z\d])dckr_(?:pat|oat)_[\w-]{20,60}/dg },
  {
    rule: 'stripe-key',
    words: ['sk_', 'rk_', 'whsec_'],
    pattern: /(?<![A-Za-z\d])(?:sk|rk|whsec)_(?:(?:live|test|prod)_)?[A-Za-z\d]{20,250}/dg,
  },
  { rule: 'sendgrid-key', words: ['SG.'], pattern: /(?<![A-Za-z\d])SG\.[\w-]{20,24}\.[\w-]{39,50}/dg },
  { rule: 'twilio-key', words: spelled('SK', hexadecimal), pattern: /(?<![A-Za-z\d])SK[a-f\d]{32}(?![A-Za-z\d])/dg },
  { rule: 'google-key', words: ['AIza'], pattern: /(?<![A-Za-z\d])AIza[\w-]{35}(?![\w-])/dg },
  {
    rule: 'google-token',
    words: ['ya29.', 'GOCSPX-', '1//0'],
    pattern: /(?<![A-Za-z\d])(?:ya29\.[\w-]{20,500}|GOCSPX-[\w-]{20,60}|1\/\/0[\w-]{40,250})/dg,
  },
  { rule: 'jwt', words: ['eyJ'], pattern: /(?<![\w-])eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{10,}/dg },
  { rule: 'jwt', words: ['eyJ'], pattern: /(?<![\w-])eyJ[\w-]{8,}\.[\w-]*\.[\w-]+\.[\w-]+\.[\w-]+/dg },
  {
    rule: 'vault-token',
    words: ['hvs.', 'hvb.', 'hvr.', ...spelled('s.', base62), ...spelled('b.', base62)],
    pattern: /(?<![A-Za-z\d])(?:hv[sbr]\.[\w-]{20,300}|[sb]\.[A-Za-z\d]{24}(?![\w.-]))/dg,
  },
  {
    rule: 'azure-key',
    words: [...base62, '+', '/'].map((letter) => `${letter}==`),
    pattern: /(?<![\w/+=-])[A-Za-z\d+/]{86}==(?![\w/+=])/dg,
  },
  { rule: 'azure-secret', words: ['8Q~'], pattern: /(?<![\w~.-])[\w~.-]{3}8Q~[\w~.-]{31,34}(?![\w~.-])/dg },
  { rule: 'digitalocean-token', words: ['doo_v1_', 'dop_v1_', 'dor_v1_'], pattern: /(?<![A-Za-z\d])do[opr]_v1_[a-f\d]{64}/dg },
  {
    rule: 'datadog-key',
    words: ['ddapp_', 'DDRCM_', 'pub'],
    pattern: /(?<![A-Za-z\d])(?:ddapp_[A-Za-z\d]{34}|DDRCM_[A-Za-z\d+/=]{20,}|pub[a-f\d]{32}(?![A-Za-z\d]))/dg,
  },
  {
    rule: 'newrelic-key',
    words: ['NRAK', 'NRJS', 'NRII', 'NRAL', 'NRRA'],
    pattern: /(?<![A-Za-z\d])NR(?:AK|JS|II|AL|RA)-[A-Za-z\d-]{19,40}/dg,
  },
  {
    rule: 'grafana-token',
    words: ['glsa_', 'glc_'],
    pattern: /(?<![A-Za-z\d])(?:glsa_[A-Za-z\d]{32}_[a-f\d]{8}|glc_[A-Za-z\d+/=]{32,400})/dg,
  },
  { rule: 'sentry-token', words: ['sntrys_', 'sntryu_'], pattern: /(?<![A-Za-z\d])sntry[su]_[\w+/=-]{40,300}/dg },
  {
    rule: 'openai-key',
    words: ['sk-'],
    pattern: /(?<![A-Za-z\d])sk-(?:proj-|svcacct-|admin-|ant-(?:api|admin)\d\d-)?[\w-]{32,250}/dg,
  },
  { rule: 'groq-key', words: ['gsk_'], pattern: /(?<![A-Za-z\d])gsk_[A-Za-z\d]{52}(?![A-Za-z\d])/dg },
  {
    rule: 'vercel-token',
    words: ['vcp_', 'vci_', 'vca_', 'vcr_', 'vck_'],
    pattern: /(?<![A-Za-z\d])vc[piakr]_[A-Za-z\d]{20,60}(?![A-Za-z\d])/dg,
  },
  { rule: 'figma-token', words: ['figd_'], pattern: /(?<![A-Za-z\d])figd_[\w-]{40,200}/dg },
  { rule: 'huggingface-token', words: ['hf_', 'api_org_'], pattern: /(?<![A-Za-z\d])(?:hf|api_org)_[A-Za-z]{34}(?![A-Za-z\d])/dg },
  { rule: 'telegram-token', words: [':AA'], pattern: /(?<!\d)\d{8,10}:AA[\w-]{33}(?![\w-])/dg },
  {
    rule: 'shopify-token',
    words: ['shpat_', 'shpca_', 'shppa_', 'shpss_'],
    pattern: /(?<![A-Za-z\d])shp(?:at|ca|pa|ss)_[a-fA-F\d]{32}/dg,
  },
  {
    rule: 'mailgun-key',
    words: ['key-'],
    pattern: /(?<![A-Za-z\d])key-[a-f\d]{32}(?![A-Za-z\d])/dg,
  },
  { rule: 'mailchimp-key', words: ['-us'], pattern: /(?<![A-Za-z\d])[a-f\d]{32}-us\d{1,2}(?![A-Za-z\d])/dg },
  { rule: 'linear-key', words: ['lin_'], pattern: /(?<![A-Za-z\d])lin_(?:api|oauth)_[A-Za-z\d]{32,64}/dg },
  {
    rule: 'notion-token',
    words: ['ntn_', 'secret_'],
    pattern: /(?<![A-Za-z\d])(?:ntn_[A-Za-z\d]{40,60}|secret_[A-Za-z\d]{43})(?![A-Za-z\d])/dg,
  },
  {
    rule: 'doppler-token',
    words: ['dp.'],
    pattern: /(?<![A-Za-z\d])dp\.(?:pt|st|ct|sa|scim|audit)\.[\w.-]{40,80}/dg,
  },
  {
    rule: 'databricks-token',
    words: ['dapi'],
    pattern: /(?<![A-Za-z\d])dapi[a-f\d]{32}(?:-\d)?(?![A-Za-z\d])/dg,
  },
  { rule: 'postman-key', words: ['PMAK-'], pattern: /(?<![A-Za-z\d])PMAK-[a-f\d]{24}-[a-f\d]{34}/dg },
  { rule: 'planetscale-token', words: ['pscale_'], pattern: /(?<![A-Za-z\d])pscale_(?:tkn|pw|oauth)_[\w.-]{32,64}/dg },
  { rule: 'pulumi-token', words: ['pul-'], pattern: /(?<![A-Za-z\d])pul-[a-f\d]{40}/dg },
  { rule: 'terraform-token', words: ['.atlasv1.'], pattern: /(?<![A-Za-z\d])[A-Za-z\d]{14}\.atlasv1\.[\w-]{60,80}/dg },
  { rule: 'atlassian-token', words: ['ATATT3'], pattern: /(?<![A-Za-z\d])ATATT3[\w=-]{100,300}/dg },
  { rule: 'fly-token', words: ['fo1_', 'fm1', 'fm2'], pattern: /(?<![A-Za-z\d])(?:fo1_[\w-]{43}|fm[12][ar]?_[\w+/=]{100,})/dg },
  { rule: 'age-key', words: ['AGE-SECRET'], pattern: /(?<![A-Za-z\d])AGE-SECRET-KEY-1[A-Z\d]{58}/dg },
  { rule: 'onepassword-token', words: ['ops_eyJ'], pattern: /(?<![A-Za-z\d])ops_eyJ[\w-]{100,}/dg },
  { rule: 'fairlead-token', words: ['fl_'], pattern: /(?<![A-Za-z\d])fl_[a-z]+_[\w-]{20,}/dg },
  { rule: 'newrelic-key', words: ['NRAL'], pattern: /(?<![A-Za-z\d])[a-f\d]{36}NRAL(?![A-Za-z\d])/dg },
  { rule: 'mailgun-key', words: ['mailgun'], pattern: /(?<![A-Za-z\d])[a-f\d]{32}-[a-f\d]{8}-[a-f\d]{8}(?![A-Za-z\d-])/dg },
  {
    rule: 'url-password',
    words: ['dsn'],
    pattern: /(?<=dsn[=:]\s*["']?)https:\/\/[a-f\d]{32}(?=@)/dgi,
  },
];

export const byShape: readonly Look[] = shapes.map(({ rule, words, pattern, group }) => ({
  words,
  find: (text) => matches(text, pattern, rule, group),
}));
