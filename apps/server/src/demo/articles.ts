/** The demo's help center. */
export const categories = [
  { key: 'agent', name: { en: 'Agent', ko: '에이전트', ja: 'エージェント' } },
  { key: 'logs', name: { en: 'Logs', ko: '로그', ja: 'ログ' } },
  { key: 'support', name: { en: 'Getting help', ko: '지원받기', ja: 'サポート' } },
];

export const articleFiles = [
  {
    path: 'agent/no-data.md',
    text: `---
title: The Agent sends nothing
---
When a host shows no metrics, three things explain nearly every case: the key, the site, and the network.

## Check that it runs

{{< tabs >}}
{{% tab "Linux" %}}

\`\`\`shell
sudo skerry-agent status
\`\`\`

{{% /tab %}}
{{% tab "Windows" %}}

\`\`\`powershell
& "$env:ProgramFiles\\Skerry\\agent.exe" status
\`\`\`

{{% /tab %}}
{{< /tabs >}}

## Check the key and the site

The key belongs to one organization and one site. Both stand in \`skerry.yaml\`:

\`\`\`yaml
api_key: <your key>
site: us1.skerry.example
\`\`\`

{{< callout header="A wrong site looks like a wrong key" >}}
The Agent reports \`403 Forbidden\` in both cases.
{{< /callout >}}

## Check the network

The Agent sends to port 443. \`ERR_CONN_REFUSED\` in its log means that a proxy or firewall is in between.
`,
  },
  {
    path: 'ko/agent/no-data.md',
    text: `---
title: 에이전트가 데이터를 보내지 않을 때
---
호스트에 지표가 보이지 않는다면 대부분 키, 사이트, 네트워크 중 하나가 원인입니다.

## 실행 상태 확인

\`\`\`shell
sudo skerry-agent status
\`\`\`

## 키와 사이트 확인

키는 하나의 조직과 하나의 사이트에 속합니다. 두 값 모두 \`skerry.yaml\`에 있습니다.

\`\`\`yaml
api_key: <키>
site: us1.skerry.example
\`\`\`

## 네트워크 확인

에이전트는 443 포트로 데이터를 보냅니다. 로그에 \`ERR_CONN_REFUSED\`가 있다면 프록시나 방화벽을 확인하세요.
`,
  },
  {
    path: 'ja/agent/no-data.md',
    text: `---
title: エージェントからデータが届かない場合
---
ホストのメトリクスが表示されない場合、原因のほとんどはキー、サイト、ネットワークのいずれかです。

## 動作を確認する

\`\`\`shell
sudo skerry-agent status
\`\`\`

## キーとサイトを確認する

キーは 1 つの組織と 1 つのサイトに属します。どちらも \`skerry.yaml\` に書かれています。

\`\`\`yaml
api_key: <キー>
site: us1.skerry.example
\`\`\`

## ネットワークを確認する

エージェントは 443 番ポートへ送信します。ログに \`ERR_CONN_REFUSED\` がある場合は、プロキシやファイアウォールを確認してください。
`,
  },
  {
    path: 'logs/multi-line.md',
    text: `---
title: Stack traces arrive line by line
---
Each line of a Java stack trace becomes a log of its own unless the Agent knows how one begins.

\`\`\`yaml
logs:
  - type: file
    path: /var/log/app/*.log
    service: checkout
    log_processing_rules:
      - type: multi_line
        name: begins_with_date
        pattern: \\d{4}-\\d{2}-\\d{2}
\`\`\`

Restart the Agent afterwards. What arrived before stays as it is.
`,
  },
  {
    path: 'support/chat-or-ticket.md',
    text: `---
title: Chat or ticket?
---
Ask in a **chat** when it is one question about setting up, configuration or documentation. Open a **ticket** when it is urgent, when
something is down, or when several files are needed. The form tells you which suits, and keeps what you have written either way.

Whatever you begin as a chat goes on as a ticket when it ends: nobody asks you the same again.
`,
  },
];
