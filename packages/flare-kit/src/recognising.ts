/** What a bundle is, by the files that only such a one has, and what it says of where it was made. */
import { at, type Bundle, jsonIn, listAt, pathOf, textAt } from './bundle.ts';

export const bundleKinds = [
  'agent',
  'serverless',
  'tracer',
  'sos',
  'troubleshoot',
  'kubectl-dump',
  'elastic',
  'gitlabsos',
  'vault-debug',
  'nomad-debug',
  'node-report',
  'collected',
  'logs',
] as const;
export type BundleKind = (typeof bundleKinds)[number];

export interface Facts {
  product: string | null;
  version: string | null;
  host: string | null;
  os: string | null;
  cluster: string | null;
  integrations: string[];
}

const marks: [BundleKind, (has: (pattern: RegExp) => boolean, name: string) => boolean][] = [
  ['collected', (has) => has(/^(?:[^/]+\/)?fairlead-collected\.json$/)],
  [
    'agent',
    (has) =>
      has(/(?:^|\/)flare_creation\.log$/) || (has(/(?:^|\/)status\.log$/) && has(/(?:^|\/)etc\/datadog\.yaml$|runtime_config_dump\.yaml$/)),
  ],
  ['serverless', (has) => has(/^INSIGHTS\.md$/) && has(/^(?:function|service)_config\.json$/)],
  ['tracer', (has, name) => has(/(?:^|[/ ])tracer[_-](?:info|logs|[a-z]+-).*$/) || /(?:^| )tracer[-_]/.test(name)],
  ['sos', (has) => has(/(?:^|\/)sos_reports\/(?:manifest|sos)\.json$/) || has(/(?:^|\/)sos_commands\//)],
  ['troubleshoot', (has) => has(/(?:^|\/)cluster-resources\//) && has(/(?:^|\/)version\.yaml$/)],
  ['elastic', (has) => has(/(?:^|\/)diagnostic_manifest\.json$/)],
  ['gitlabsos', (has) => has(/(?:^|\/)gitlabsos\.log$/)],
  ['nomad-debug', (has) => has(/(?:^|\/)cluster\/agent-self\.json$/) && has(/(?:^|\/)index\.json$/)],
  ['vault-debug', (has) => has(/(?:^|\/)server_status\.json$/) && has(/(?:^|\/)index\.json$/)],
  ['kubectl-dump', (has) => has(/(?:^|\/)nodes\.json$/) && has(/\/pods\.json$/) && has(/\/events\.json$/)],
  ['node-report', (has, name) => has(/(?:^|\/)report\.\d{8}\.\d{6}\..*\.json$/) || /^report\.\d{8}\.\d{6}\./.test(name)],
];

export function recognise(name: string, paths: readonly string[]): BundleKind {
  const has = (pattern: RegExp) => paths.some((path) => pattern.test(path));
  return marks.find(([, fits]) => fits(has, name))?.[0] ?? 'logs';
}

const nothing: Facts = { product: null, version: null, host: null, os: null, cluster: null, integrations: [] };

export async function factsOf(kind: BundleKind, bundle: Bundle): Promise<Facts> {
  return { ...nothing, ...(await readers[kind](bundle)) };
}

const first = (text: string, pattern: RegExp): string | null => pattern.exec(text)?.[1]?.trim() || null;
const textOf = async (bundle: Bundle, pattern: RegExp, most = 200_000): Promise<string> => {
  const path = pathOf(bundle, pattern);
  return path === undefined ? '' : bundle.text(path, most);
};

const readers: Record<BundleKind, (bundle: Bundle) => Promise<Partial<Facts>>> = {
  async agent(bundle) {
    const status = await textOf(bundle, /(?:^|\/)status\.log$/);
    const inventory = await jsonIn(bundle, /metadata\/inventory\/agent\.json$/);
    const host = await jsonIn(bundle, /metadata\/host\.json$/);
    const created = await textOf(bundle, /(?:^|\/)flare_creation\.log$/, 5_000);
    return {
      product: 'Datadog Agent',
      version:
        first(status, /Agent \(v([\d.]+[\w.+-]*)\)/) ??
        textAt(inventory, 'agent_metadata', 'agent_version') ??
        first(created, /version:?\s*v?(\d+\.\d+\.\d+\S*)/i),
      host: first(status, /^\s*hostname:\s*(\S+)/m) ?? textAt(host, 'internalHostname') ?? bundle.files[0]?.path.split('/')[0] ?? null,
      os: first(status, /^\s*platform:\s*(.+)$/m) ?? first(status, /^\s*os:\s*(.+)$/m),
      cluster: first(status, /^\s*(?:kubernetes-)?cluster[-_ ]name:\s*(\S+)/im),
      integrations: [
        ...new Set(
          bundle.files.flatMap(
            ({ path }) => /etc\/confd\/(?:dist\/)?([a-z][\w-]*)\.d\/(?!.*\.default$)[^/]+\.ya?ml$/.exec(path)?.[1] ?? [],
          ),
        ),
      ].toSorted(),
    };
  },
  async serverless(bundle) {
    const config = await jsonIn(bundle, /^(?:function|service)_config\.json$/);
    return {
      product: textAt(config, 'FunctionName') ? 'AWS Lambda' : 'Cloud Run',
      version: textAt(config, 'Runtime'),
      host: textAt(config, 'FunctionName') ?? textAt(config, 'name'),
      os: listAt(config, 'Architectures').map(String).join(', ') || null,
    };
  },
  async tracer(bundle) {
    const info = await textOf(bundle, /tracer_info/);
    return {
      product: 'Tracer',
      version: first(info, /"?\b(?:tracer_)?version"?\s*[:=]\s*"?v?(\d[\w.-]*)/),
      host: first(info, /"?\bhost(?:name)?"?\s*[:=]\s*"?([\w.-]+)/),
      os: first(info, /"os_name"\s*:\s*"([^"]+)"/),
    };
  },
  async sos(bundle) {
    const manifest = await jsonIn(bundle, /sos_reports\/manifest\.json$/);
    const release = await textOf(bundle, /etc\/os-release$/);
    return {
      product: 'sos report',
      version: textAt(manifest, 'version'),
      host: (await textOf(bundle, /(?:^|\/)(?:etc\/hostname|sos_commands\/host\/hostname)$/, 300)).trim() || null,
      os: first(release, /^PRETTY_NAME="?([^"\n]+)/m) ?? first(await textOf(bundle, /(?:^|\/)uname$|uname_-a$/, 500), /^(.+)$/m),
      integrations: Object.keys((at(manifest, 'components', 'report', 'plugins') as object | undefined) ?? {}).toSorted(),
    };
  },
  async troubleshoot(bundle) {
    const version = await jsonIn(bundle, /cluster-info\/cluster_version\.json$/);
    const nodes = listAt(await jsonIn(bundle, /cluster-resources\/nodes\.json$/), 'items');
    return {
      product: 'Kubernetes',
      version: textAt(version, 'string') ?? textAt(version, 'info', 'gitVersion'),
      host: textAt(nodes[0], 'metadata', 'name'),
      os: textAt(nodes[0], 'status', 'nodeInfo', 'osImage'),
      cluster: nodes.length > 0 ? nodes.map((node) => textAt(node, 'metadata', 'name')).join(', ') : null,
      integrations: listAt(await jsonIn(bundle, /cluster-resources\/namespaces\.json$/), 'items').flatMap(
        (n) => textAt(n, 'metadata', 'name') ?? [],
      ),
    };
  },
  async 'kubectl-dump'(bundle) {
    const nodes = listAt(await jsonIn(bundle, /(?:^|\/)nodes\.json$/), 'items');
    return {
      product: 'Kubernetes',
      version: textAt(nodes[0], 'status', 'nodeInfo', 'kubeletVersion'),
      host: textAt(nodes[0], 'metadata', 'name'),
      os: textAt(nodes[0], 'status', 'nodeInfo', 'osImage'),
      cluster: nodes.map((node) => textAt(node, 'metadata', 'name')).join(', ') || null,
    };
  },
  async elastic(bundle) {
    const manifest = await jsonIn(bundle, /diagnostic_manifest\.json$/);
    return {
      product: textAt(manifest, 'product') ?? 'Elasticsearch',
      version: textAt(manifest, 'version'),
      cluster: textAt(await jsonIn(bundle, /cluster_health\.json$/), 'cluster_name'),
    };
  },
  async gitlabsos(bundle) {
    const manifest = await jsonIn(bundle, /version-manifest\.json$/);
    return {
      product: 'GitLab',
      version: textAt(manifest, 'build_version'),
      host: (await textOf(bundle, /(?:^|\/)hostname$/, 300)).trim() || null,
      os: first(await textOf(bundle, /(?:^|\/)uname$/, 500), /^(.+)$/m),
    };
  },
  async 'vault-debug'(bundle) {
    const index = await jsonIn(bundle, /(?:^|\/)index\.json$/);
    return { product: 'Vault', version: textAt(index, 'client_version'), host: textAt(index, 'vault_address') };
  },
  async 'nomad-debug'(bundle) {
    const self = await jsonIn(bundle, /cluster\/agent-self\.json$/);
    return {
      product: 'Nomad',
      version: textAt(self, 'config', 'Version', 'Version') ?? textAt(self, 'member', 'Tags', 'build'),
      host: textAt(self, 'member', 'Name'),
      cluster: textAt(self, 'config', 'Region'),
    };
  },
  async 'node-report'(bundle) {
    const report = await jsonIn(bundle, /\.json$/);
    return {
      product: 'Node.js',
      version: textAt(report, 'header', 'nodejsVersion'),
      host: textAt(report, 'header', 'host'),
      os: [textAt(report, 'header', 'osName'), textAt(report, 'header', 'osRelease')].filter(Boolean).join(' ') || null,
    };
  },
  async collected(bundle) {
    const manifest = await jsonIn(bundle, /fairlead-collected\.json$/);
    const nodes = listAt(await jsonIn(bundle, /cluster\/nodes\.json$/), 'items');
    return {
      product: textAt(manifest, 'name'),
      host: textAt(manifest, 'host'),
      os: textAt(manifest, 'os'),
      cluster: nodes.map((node) => textAt(node, 'metadata', 'name')).join(', ') || null,
    };
  },
  logs: () => Promise.resolve({}),
};
