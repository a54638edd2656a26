/** Analysers as functions, for what no single line says. Pure over the bundle; each says what, where, how sure, and what to do. */
import { at, type Bundle, jsonAt, jsonIn, listAt, pathOf, textAt } from '../bundle.ts';
import type { BundleKind } from '../recognising.ts';
import type { Finding, Said, Severity } from './rules.ts';

type Check = (bundle: Bundle) => Promise<Finding[]>;

const finding = (
  rule: string,
  severity: Severity,
  title: Said,
  advice: Said | null,
  where: { file: string | null; line?: number; quote?: string; count?: number },
): Finding => ({
  rule,
  severity,
  sure: 'certain',
  title,
  advice,
  link: null,
  area: null,
  file: where.file,
  line: where.line ?? 0,
  quote: where.quote ?? '',
  count: where.count ?? 1,
});

/** Its own analysis, shown as it is. */
const troubleshootAnalysis: Check = async (bundle) => {
  const file = pathOf(bundle, /(?:^|\/)analysis\.json$/);
  if (file === undefined) return [];
  // What is well is said as `debug`.
  const severities: Record<string, Severity> = { error: 'error', warn: 'warning', debug: 'info' };
  return listAt({ all: await jsonAt(bundle, file) }, 'all').flatMap((one) => {
    const severity = severities[textAt(one, 'severity') ?? textAt(one, 'insight', 'severity') ?? ''];
    if (!severity) return [];
    const title = textAt(one, 'insight', 'primary') ?? textAt(one, 'name') ?? 'analysis.json';
    const detail = textAt(one, 'insight', 'detail') ?? textAt(one, 'error');
    return [
      finding(`troubleshoot.${textAt(one, 'name') ?? 'analysis'}`, severity, { en: title }, detail === null ? null : { en: detail }, {
        file,
      }),
    ];
  });
};

const tooManyRestarts = 5;

/** Pods of Kubernetes that do not run: what the API says of each. */
const pods: Check = async (bundle) => {
  const findings: Finding[] = [];
  for (const { path } of bundle.files.filter((f) => /(?:^|\/)(?:cluster-resources\/)?pods(?:\/[\w.-]+|)\.json$/.test(f.path))) {
    const list = await jsonAt(bundle, path);
    for (const pod of listAt(list, 'items')) {
      const name = `${textAt(pod, 'metadata', 'namespace') ?? 'default'}/${textAt(pod, 'metadata', 'name') ?? '?'}`;
      if (textAt(pod, 'status', 'phase') === 'Pending')
        findings.push(
          finding(
            'kubernetes.pending',
            'warning',
            { en: `${name} is pending`, ko: `${name} 파드가 Pending 상태입니다`, ja: `${name} が Pending のままです` },
            {
              en: 'Its events say what it waits for.',
              ko: '무엇을 기다리는지는 이벤트에서 확인하세요.',
              ja: '何を待っているかはイベントで確認してください。',
            },
            { file: path },
          ),
        );
      for (const container of listAt(pod, 'status', 'containerStatuses')) {
        const waiting = textAt(container, 'state', 'waiting', 'reason');
        const restarts = Number(at(container, 'restartCount') ?? 0);
        const of = `${name}, ${textAt(container, 'name') ?? '?'}`;
        if (waiting === 'CrashLoopBackOff' || waiting === 'ImagePullBackOff' || waiting === 'ErrImagePull')
          findings.push(
            finding(
              `kubernetes.${waiting.toLowerCase()}`,
              'error',
              { en: `${of}: ${waiting}` },
              {
                en: 'Read its last log and the events of the pod.',
                ko: '마지막 로그와 파드 이벤트를 확인하세요.',
                ja: '直前のログと Pod のイベントを確認してください。',
              },
              { file: path, quote: textAt(container, 'state', 'waiting', 'message') ?? '' },
            ),
          );
        else if (restarts >= tooManyRestarts)
          findings.push(
            finding(
              'kubernetes.restarts',
              'warning',
              {
                en: `${of} was restarted ${restarts} times`,
                ko: `${of}: ${restarts}번 다시 시작되었습니다`,
                ja: `${of}: ${restarts} 回再起動しています`,
              },
              { en: 'See why it ended last.', ko: '마지막으로 종료된 이유를 확인하세요.', ja: '直前に終了した理由を確認してください。' },
              { file: path, quote: textAt(container, 'lastState', 'terminated', 'reason') ?? '' },
            ),
          );
      }
    }
  }
  return findings;
};

/** Warnings among the events of Kubernetes, by their reason. */
const warningEvents: Check = async (bundle) => {
  const byReason = new Map<string, Finding>();
  for (const { path } of bundle.files.filter((f) => /(?:^|\/)events(?:\/[\w.-]+|)\.json$/.test(f.path))) {
    const list = await jsonAt(bundle, path);
    for (const event of listAt(list, 'items')) {
      if (textAt(event, 'type') !== 'Warning') continue;
      const reason = textAt(event, 'reason') ?? '?';
      const known = byReason.get(reason);
      if (known) known.count++;
      else
        byReason.set(
          reason,
          finding(
            'kubernetes.warning-event',
            'warning',
            { en: `Kubernetes warns: ${reason}`, ko: `Kubernetes 경고: ${reason}`, ja: `Kubernetes の警告: ${reason}` },
            null,
            {
              file: path,
              quote: (textAt(event, 'message') ?? '').slice(0, 400),
            },
          ),
        );
    }
  }
  return [...byReason.values()];
};

const almostFull = 95;

/** What `df` says of full disks. */
const fullDisks: Check = async (bundle) => {
  const path = pathOf(bundle, /sos_commands\/filesys\/df_|(?:^|\/)df(?:_[\w-]+)?(?:\.txt)?$/);
  if (path === undefined) return [];
  return (await bundle.text(path, 200_000)).split('\n').flatMap((line, index) => {
    const match = /\s(\d{1,3})%\s+(\/\S*)$/.exec(line);
    if (
      !match ||
      Number(match[1]) < almostFull ||
      /^(?:\/snap|\/sys|\/proc|\/dev\/loop)/.test(match[2]!) ||
      /^\/dev\/loop|^squashfs|\siso9660\s/.test(line)
    )
      return [];
    return [
      finding(
        'host.disk-almost-full',
        'error',
        {
          en: `${match[2]} is ${match[1]} % full`,
          ko: `${match[2]} 사용률이 ${match[1]}%입니다`,
          ja: `${match[2]} の使用率が ${match[1]}% です`,
        },
        { en: 'Make room on it.', ko: '공간을 확보하세요.', ja: '空き容量を確保してください。' },
        { file: path, line: index + 1, quote: line.trim() },
      ),
    ];
  });
};

/** Commands of a sos report that ran into their time. */
const timedOut: Check = async (bundle) => {
  const manifest = await jsonIn(bundle, /sos_reports\/manifest\.json$/);
  const file = pathOf(bundle, /sos_reports\/manifest\.json$/) ?? null;
  const plugins = Object.entries((at(manifest, 'components', 'report', 'plugins') as Record<string, unknown> | undefined) ?? {});
  return plugins
    .filter(([, plugin]) => at(plugin, 'timeout_hit') === true)
    .map(([name]) =>
      finding(
        'sos.timeout',
        'info',
        {
          en: `The plugin ${name} of sos ran out of time`,
          ko: `sos 플러그인 ${name}이(가) 시간 초과로 중단되었습니다`,
          ja: `sos のプラグイン ${name} が時間切れになりました`,
        },
        {
          en: 'What it gathers is missing here.',
          ko: '이 플러그인이 수집하는 내용은 빠져 있습니다.',
          ja: 'このプラグインが集める情報は含まれていません。',
        },
        { file },
      ),
    );
};

/** `sos clean` leaves it beside its report: it undoes what was made unreadable. */
const privateMap: Check = (bundle) =>
  Promise.resolve(
    bundle.files
      .filter((f) => f.path.endsWith('-private_map'))
      .map(({ path }) =>
        finding(
          'sos.private-map',
          'error',
          {
            en: 'This holds the map that undoes the obfuscation',
            ko: '난독화를 되돌릴 수 있는 매핑 파일이 포함되어 있습니다',
            ja: '難読化を元に戻す対応表が含まれています',
          },
          {
            en: 'Ask the customer to keep that file to themselves.',
            ko: '고객에게 이 파일은 보내지 말아 달라고 안내하세요.',
            ja: 'このファイルは送らないよう、お客様にお伝えください。',
          },
          { file: path },
        ),
      ),
  );

const checks: Partial<Record<BundleKind, Check[]>> = {
  sos: [fullDisks, timedOut, privateMap],
  gitlabsos: [fullDisks],
  troubleshoot: [troubleshootAnalysis, pods, warningEvents],
  'kubectl-dump': [pods, warningEvents],
  collected: [fullDisks, pods, warningEvents],
};

export async function check(kind: BundleKind, bundle: Bundle): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const one of checks[kind] ?? []) findings.push(...(await one(bundle)));
  return findings;
}
