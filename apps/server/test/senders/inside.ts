/**
 * What stands in the network of `network.ts`: HTTPS and HTTP to the desk by a socket in a folder, and as much of AWS and of Kubernetes as
 * datadog-ci and kubectl look at.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, createServer, type Socket } from 'node:net';
import { createServer as createTls } from 'node:tls';
import { text } from 'node:stream/consumers';

const [, , socket, ca, key] = process.argv as [string, string, string, string, string];
execFileSync('ip', ['link', 'set', 'lo', 'up']);

const through = (from: Socket) => {
  const to = connect(socket);
  from.pipe(to).pipe(from);
  from.on('error', () => to.destroy());
  to.on('error', () => from.destroy());
};
const listen = (server: { listen(port: number, host: string, listening: () => void): unknown }, port: number) =>
  new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));

const arn = 'arn:aws:lambda:us-east-1:123456789012:function:checkout';

async function aws(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await text(request);
  const answer = (value: object) => response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
  if (request.url?.startsWith('/2015-03-31/functions/'))
    return void answer({
      Configuration: {
        FunctionName: 'checkout',
        FunctionArn: arn,
        Runtime: 'nodejs20.x',
        Handler: 'index.handler',
        Timeout: 3,
        MemorySize: 128,
        CodeSize: 1_000,
        Architectures: ['arm64'],
        Environment: { Variables: { DD_SITE: 'datadoghq.eu', STAGE: 'production' } },
        Layers: [],
      },
    });
  if (request.url?.startsWith('/2017-03-31/tags/')) return void answer({ Tags: { team: 'shop' } });
  const target = String(request.headers['x-amz-target']);
  if (target.endsWith('DescribeLogStreams')) return void answer({ logStreams: [{ logStreamName: '2026/11/23/[$LATEST]0a1b' }] });
  if (target.endsWith('GetLogEvents'))
    return void answer({
      events: [{ timestamp: 1_795_446_000_000, message: `ERROR Task timed out after 3.00 seconds ${process.env['IN_LOG'] ?? ''}` }],
    });
  response.statusCode = 404;
  answer({ message: `nothing here for ${request.method} ${request.url} ${body.slice(0, 100)}` });
}

const meta = (name: string, namespace?: string) => ({ name, namespace, uid: name, creationTimestamp: '2026-11-23T12:00:00Z' });

function kubernetes(request: IncomingMessage, response: ServerResponse): void {
  const path = new URL(request.url!, 'http://kubernetes').pathname;
  const list = (kind: string, items: object[], apiVersion = 'v1') =>
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify({ kind, apiVersion, metadata: { resourceVersion: '1' }, items }));
  if (path === '/api/v1/nodes')
    return void list('NodeList', [
      {
        metadata: meta('node-1'),
        status: {
          conditions: [
            { type: 'Ready', status: 'True' },
            { type: 'DiskPressure', status: 'True', message: 'disk is full' },
          ],
          nodeInfo: { kubeletVersion: 'v1.32.4', osImage: 'Debian GNU/Linux 12' },
        },
      },
    ]);
  if (path.endsWith('/namespaces')) return void list('NamespaceList', [{ metadata: meta('default') }]);
  if (path.endsWith('/pods'))
    return void list('PodList', [
      {
        metadata: meta('web-1', 'default'),
        spec: { containers: [{ name: 'web', env: [{ name: 'DB_PASSWORD', value: process.env['IN_POD'] ?? '' }] }] },
        status: {
          phase: 'Running',
          containerStatuses: [{ name: 'web', restartCount: 14, ready: false, state: { waiting: { reason: 'CrashLoopBackOff' } } }],
        },
      },
    ]);
  if (path.endsWith('/log'))
    return void response.setHeader('content-type', 'text/plain').end('2026-11-23T12:00:00Z ERROR cannot reach db\n');
  const kinds: Record<string, [string, string]> = {
    events: ['EventList', 'v1'],
    replicationcontrollers: ['ReplicationControllerList', 'v1'],
    services: ['ServiceList', 'v1'],
    daemonsets: ['DaemonSetList', 'apps/v1'],
    deployments: ['DeploymentList', 'apps/v1'],
    replicasets: ['ReplicaSetList', 'apps/v1'],
  };
  const [kind, version] = kinds[path.split('/').at(-1)!] ?? [];
  if (kind) return void list(kind, [], version);
  response.statusCode = 404;
  response.end('{}');
}

await listen(createServer(through), 8126);
await listen(createTls({ cert: readFileSync(ca), key: readFileSync(key) }, through), 8443);
await listen(
  createHttp((request, response) => void aws(request, response)),
  9000,
);
await listen(createHttp(kubernetes), 9001);
process.stdout.write('here\n');
