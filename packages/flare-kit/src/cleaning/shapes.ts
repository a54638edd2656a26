/** Secrets by the shape that their providers give them (their documentation says which), wherever they stand. */
import type { Span } from './spans.ts';

/** `beside`: what stands in every text that has one, for patterns that would else be tried at every letter. */
const shapes: { rule: string; pattern: RegExp; group?: number; beside?: string }[] = [
  { rule: 'aws-access-key-id', pattern: /(?<![A-Za-z\d])(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7\d]{16}(?![A-Za-z\d])/dg },
  { rule: 'github-token', pattern: /(?<![A-Za-z\d])(?:gh[pousr]_[A-Za-z\d]{30,255}|github_pat_[A-Za-z\d_]{50,255})/dg },
  {
    rule: 'gitlab-token',
    pattern: /(?<![A-Za-z\d])(?:glpat|gldt|glrt|glcbt|glptt|glft|glsoat|glimt|glagent|gloas|glffct)-[\w-]{20,300}/dg,
  },
  {
    rule: 'slack-token',
    pattern: /(?<![A-Za-z\d])xox[abeoprs](?:\.xox[bp])?-[A-Za-z\d-]{10,250}|(?<![A-Za-z\d])xapp-\d-[A-Za-z\d-]{20,250}/dg,
  },
  { rule: 'webhook', pattern: /hooks\.slack\.com\/(?:services|workflows|triggers)\/([A-Za-z\d+/]{20,120})/dg, group: 1 },
  { rule: 'webhook', pattern: /discord(?:app)?\.com\/api\/webhooks\/\d+\/([\w-]{40,100})/dg, group: 1 },
  { rule: 'webhook', pattern: /webhook\.office\.com\/webhookb2\/([\w@/-]{40,250})/dg, group: 1 },
  { rule: 'npm-token', pattern: /(?<![A-Za-z\d])npm_[A-Za-z\d]{36}/dg },
  { rule: 'pypi-token', pattern: /(?<![A-Za-z\d])pypi-AgE[\w-]{50,250}/dg },
  { rule: 'rubygems-token', pattern: /(?<![A-Za-z\d])rubygems_[a-f\d]{48}/dg },
  { rule: 'docker-token', pattern: /(?<![A-Za-z\d])dckr_(?:pat|oat)_[\w-]{20,60}/dg },
  { rule: 'stripe-key', pattern: /(?<![A-Za-z\d])(?:sk|rk|whsec)_(?:(?:live|test|prod)_)?[A-Za-z\d]{20,250}/dg },
  { rule: 'sendgrid-key', pattern: /(?<![A-Za-z\d])SG\.[\w-]{20,24}\.[\w-]{39,50}/dg },
  { rule: 'twilio-key', pattern: /(?<![A-Za-z\d])SK[a-f\d]{32}(?![A-Za-z\d])/dg },
  { rule: 'google-key', pattern: /(?<![A-Za-z\d])AIza[\w-]{35}(?![\w-])/dg },
  { rule: 'google-token', pattern: /(?<![A-Za-z\d])(?:ya29\.[\w-]{20,500}|GOCSPX-[\w-]{20,60}|1\/\/0[\w-]{40,250})/dg },
  { rule: 'jwt', pattern: /(?<![\w-])eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{10,}/dg },
  { rule: 'jwt', pattern: /(?<![\w-])eyJ[\w-]{8,}\.[\w-]*\.[\w-]+\.[\w-]+\.[\w-]+/dg },
  { rule: 'vault-token', pattern: /(?<![A-Za-z\d])(?:hv[sbr]\.[\w-]{20,300}|[sb]\.[A-Za-z\d]{24}(?![\w.-]))/dg },
  { rule: 'azure-key', beside: '==', pattern: /(?<![\w/+=-])[A-Za-z\d+/]{86}==(?![\w/+=])/dg },
  { rule: 'azure-secret', pattern: /(?<![\w~.-])[\w~.-]{3}8Q~[\w~.-]{31,34}(?![\w~.-])/dg },
  { rule: 'digitalocean-token', pattern: /(?<![A-Za-z\d])do[opr]_v1_[a-f\d]{64}/dg },
  { rule: 'datadog-key', pattern: /(?<![A-Za-z\d])(?:ddapp_[A-Za-z\d]{34}|DDRCM_[A-Za-z\d+/=]{20,}|pub[a-f\d]{32}(?![A-Za-z\d]))/dg },
  {
    rule: 'newrelic-key',
    pattern: /(?<![A-Za-z\d])NR(?:AK|JS|II|AL|RA)-[A-Za-z\d-]{19,40}/dg,
  },
  { rule: 'grafana-token', pattern: /(?<![A-Za-z\d])(?:glsa_[A-Za-z\d]{32}_[a-f\d]{8}|glc_[A-Za-z\d+/=]{32,400})/dg },
  { rule: 'sentry-token', pattern: /(?<![A-Za-z\d])sntry[su]_[\w+/=-]{40,300}/dg },
  { rule: 'openai-key', pattern: /(?<![A-Za-z\d])sk-(?:proj-|svcacct-|admin-|ant-(?:api|admin)\d\d-)?[\w-]{32,250}/dg },
  { rule: 'huggingface-token', pattern: /(?<![A-Za-z\d])(?:hf|api_org)_[A-Za-z]{34}(?![A-Za-z\d])/dg },
  { rule: 'telegram-token', beside: ':AA', pattern: /(?<!\d)\d{8,10}:AA[\w-]{33}(?![\w-])/dg },
  { rule: 'shopify-token', pattern: /(?<![A-Za-z\d])shp(?:at|ca|pa|ss)_[a-fA-F\d]{32}/dg },
  {
    rule: 'mailgun-key',
    pattern: /(?<![A-Za-z\d])key-[a-f\d]{32}(?![A-Za-z\d])/dg,
  },
  { rule: 'mailchimp-key', beside: '-us', pattern: /(?<![A-Za-z\d])[a-f\d]{32}-us\d{1,2}(?![A-Za-z\d])/dg },
  { rule: 'linear-key', pattern: /(?<![A-Za-z\d])lin_(?:api|oauth)_[A-Za-z\d]{32,64}/dg },
  { rule: 'notion-token', pattern: /(?<![A-Za-z\d])(?:ntn_[A-Za-z\d]{40,60}|secret_[A-Za-z\d]{43})(?![A-Za-z\d])/dg },
  { rule: 'doppler-token', pattern: /(?<![A-Za-z\d])dp\.(?:pt|st|ct|sa|scim|audit)\.[\w.-]{40,80}/dg },
  { rule: 'databricks-token', pattern: /(?<![A-Za-z\d])dapi[a-f\d]{32}(?:-\d)?(?![A-Za-z\d])/dg },
  { rule: 'postman-key', pattern: /(?<![A-Za-z\d])PMAK-[a-f\d]{24}-[a-f\d]{34}/dg },
  { rule: 'planetscale-token', pattern: /(?<![A-Za-z\d])pscale_(?:tkn|pw|oauth)_[\w.-]{32,64}/dg },
  { rule: 'pulumi-token', pattern: /(?<![A-Za-z\d])pul-[a-f\d]{40}/dg },
  { rule: 'terraform-token', beside: '.atlasv1.', pattern: /(?<![A-Za-z\d])[A-Za-z\d]{14}\.atlasv1\.[\w-]{60,80}/dg },
  { rule: 'atlassian-token', pattern: /(?<![A-Za-z\d])ATATT3[\w=-]{100,300}/dg },
  { rule: 'fly-token', pattern: /(?<![A-Za-z\d])(?:fo1_[\w-]{43}|fm[12][ar]?_[\w+/=]{100,})/dg },
  { rule: 'age-key', pattern: /(?<![A-Za-z\d])AGE-SECRET-KEY-1[A-Z\d]{58}/dg },
  { rule: 'onepassword-token', pattern: /(?<![A-Za-z\d])ops_eyJ[\w-]{100,}/dg },
  { rule: 'fairlead-token', pattern: /(?<![A-Za-z\d])fl_[a-z]+_[\w-]{20,}/dg },
  { rule: 'newrelic-key', beside: 'NRAL', pattern: /(?<![A-Za-z\d])[a-f\d]{36}NRAL(?![A-Za-z\d])/dg },
  { rule: 'mailgun-key', beside: 'mailgun', pattern: /(?<![A-Za-z\d])[a-f\d]{32}-[a-f\d]{8}-[a-f\d]{8}(?![A-Za-z\d-])/dg },
  { rule: 'url-password', pattern: /(?<=dsn[=:]\s*["']?)https:\/\/[a-f\d]{32}(?=@)/dgi },
];

/**
 * How they begin: in most blocks of a log nothing does, which one look finds out instead of fifty. The test of the corpus holds this
 * together with the shapes: what is missing here is not caught there.
 */
const beginnings =
  /A(?:KIA|SIA|BIA|CCA)[A-Z2-7\d]{4}|gh[pousr]_|github_pat_|gl(?:pat|dt|rt|cbt|ptt|ft|soat|imt|agent|oas|ffct)-|xox[abeoprs][.-]|xapp-|hooks\.slack\.com|discord(?:app)?\.com\/api|webhook\.office|npm_[A-Za-z\d]{4}|pypi-AgE|rubygems_|dckr_|[sr]k_|whsec_|SG\.|SK[a-f\d]{8}|AIza|ya29\.|GOCSPX-|1\/\/0|eyJ|hv[sbr]\.|\b[sb]\.[A-Za-z\d]{24}|==|8Q~|do[opr]_v1_|ddapp_|DDRCM_|pub[a-f\d]{8}|NR(?:AK|JS|II|AL|RA)|gl(?:sa|c)_|sntry[su]_|sk-[\w-]{8}|hf_|api_org_|:AA|shp(?:at|ca|pa|ss)_|key-[a-f\d]{8}|-us\d|lin_|ntn_|secret_|dp\.|dapi[a-f\d]{4}|PMAK-|pscale_|pul-|\.atlasv1\.|ATATT3|fo1_|fm[12]|AGE-SECRET|ops_eyJ|fl_[a-z]|mailgun|[dD][sS][nN][=:]/;

export function byShape(text: string): Span[] {
  const spans: Span[] = [];
  if (!beginnings.test(text)) return spans;
  for (const { rule, pattern, group = 0, beside } of shapes) {
    if (beside !== undefined && !text.includes(beside)) continue;
    for (const match of text.matchAll(pattern)) {
      const [from, to] = match.indices![group]!;
      spans.push({ from, to, rule });
    }
  }
  return spans;
}
