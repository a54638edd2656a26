/** The policy that a desk has until somebody writes another: what the seed says, S1–S8 and S13, and its last paragraph. */
export const shippedYaml = `# The rules of this desk: who may use which channel when, what suits which request, and what is promised.
# docs/policy.md explains every part. Nothing here changes what was said to a customer before.

calendars:
  us_business: # S7: business days, 10:00-19:00 US Eastern; closed on US public holidays
    zone: America/New_York
    week: { mon: ["10:00-19:00"], tue: ["10:00-19:00"], wed: ["10:00-19:00"], thu: ["10:00-19:00"], fri: ["10:00-19:00"] }
    holidays: [{ country: US }]
  japan_tickets:
    zone: Asia/Tokyo
    week: { mon: ["09:00-17:00"], tue: ["09:00-17:00"], wed: ["09:00-17:00"], thu: ["09:00-17:00"], fri: ["09:00-17:00"] }
    holidays: [{ country: JP }]
    closed: [{ from: 12-29, to: 01-03, name: 年末年始 }]
  japan_chat:
    zone: Asia/Tokyo
    week: { mon: ["10:00-16:00"], tue: ["10:00-16:00"], wed: ["10:00-16:00"], thu: ["10:00-16:00"], fri: ["10:00-16:00"] }
    holidays: [{ country: JP }]
    closed: [{ from: 12-29, to: 01-03, name: 年末年始 }]
  korea_tickets:
    zone: Asia/Seoul
    week: { mon: ["09:00-17:00"], tue: ["09:00-17:00"], wed: ["09:00-17:00"], thu: ["09:00-17:00"], fri: ["09:00-17:00"] }
    holidays: [{ country: KR }]

plans: # promises count business minutes of the calendar for tickets
  standard:
    name: { en: Standard, ko: 스탠다드, ja: スタンダード }
    chat: us_business
    tickets: us_business
    first_answer: { normal: 540, urgent: 120 }
    next_answer: { normal: 540, urgent: 120 }
    solution: { normal: 2700, urgent: 1080 }
  premier: # 24 x 7 x 365
    name: { en: Premier, ko: 프리미어, ja: プレミア }
    chat: always
    tickets: always
    first_answer: { normal: 240, urgent: 30 }
    next_answer: { normal: 240, urgent: 60 }
    solution: { normal: 4320, urgent: 480 }
default_plan: standard

languages:
  en: { chat: [{ language: en }] }
  ko: { chat: [{ language: en }], tickets: korea_tickets } # no Korean chat: English chat is offered instead
  ja: { chat: [{ language: ja, calendar: japan_chat }], tickets: japan_tickets }

sites:
  - { key: US1, name: US1, addresses: [app.us1.skerry.example, "{organization}.us1.skerry.example"] }
  - { key: US3, name: US3, addresses: [app.us3.skerry.example, "{organization}.us3.skerry.example"] }
  - { key: EU1, name: EU1, addresses: [app.eu1.skerry.example, "{organization}.eu1.skerry.example"] }
  - { key: AP1, name: AP1, addresses: [app.ap1.skerry.example, "{organization}.ap1.skerry.example"] }

# Who may not use a channel. Organizations under HIPAA never chat (S8): that needs no rule, and no rule can lift it.
rules: []

# Of several that fit, the first that asks for a ticket decides; S4 and S5, row by row.
advice:
  - kind: urgent
    label: { en: Urgent, ko: 긴급한 문제, ja: 緊急の問題 }
    channel: ticket
    asks_why: true # S13
    reason:
      en: Urgent problems go by ticket, so that the right specialist is called at once.
      ko: 긴급한 문제는 티켓으로 보내 주세요. 해당 분야 전문가에게 바로 배정됩니다.
      ja: 緊急の問題はチケットでお送りください。担当のスペシャリストがすぐに対応します。
    words:
      en: [urgent, asap, emergency, critical, blocker, production is down, sev1]
      ko: [긴급, 급합니다, 급해요, 시급, 당장]
      ja: [緊急, 至急, 急ぎ, 大至急]
  - kind: incident
    label: { en: Incident or outage, ko: 인시던트 또는 장애, ja: インシデント・障害 }
    channel: ticket
    reason:
      en: Incidents and outages go by ticket, so that everybody who works on it sees the same record.
      ko: 인시던트와 서비스 중단은 티켓으로 접수해 주세요. 대응하는 모든 담당자가 같은 기록을 보게 됩니다.
      ja: インシデントや障害はチケットで承ります。対応する全員が同じ記録を確認できます。
    words:
      en: [outage, incident, is down, are down, unavailable, not reachable]
      ko: [장애, 중단, 접속 불가, 인시던트]
      ja: [障害, 停止, 接続できない, インシデント, ダウンして, 落ちて]
  - kind: call
    label: { en: Call or screen share, ko: 통화 또는 화면 공유, ja: 通話・画面共有 }
    channel: ticket
    reason:
      en: A call or screen share is arranged in a ticket, at a time that suits you.
      ko: 통화나 화면 공유는 티켓에서 편한 시간을 정해 진행합니다.
      ja: 通話や画面共有は、チケットでご都合のよい時間を決めて行います。
    words:
      en: [screen share, screenshare, have a call, on a call, call me, phone call, zoom call]
      ko: [통화, 전화, 화면 공유, 화상 회의, 미팅]
      ja: [通話, 電話, 画面共有, ミーティング, オンライン会議]
  - kind: several
    label: { en: "Several files, logs or queries", ko: 여러 파일·로그·쿼리, ja: 複数の設定ファイル・ログ・クエリ }
    channel: ticket
    reason:
      en: A problem over several configuration files, logs or queries takes investigation, which a ticket gives it.
      ko: 여러 설정 파일, 로그, 쿼리에 걸친 문제는 충분히 조사할 수 있도록 티켓으로 보내 주세요.
      ja: 複数の設定ファイル、ログ、クエリにまたがる問題は、じっくり調査できるチケットが適しています。
    words:
      en: [several files, several logs, several hosts, multiple files, multiple logs, multiple queries, all our hosts, across hosts]
      ko: [여러 파일, 여러 로그, 여러 호스트, 여러 쿼리, 여러 설정]
      ja: [複数の, すべてのホスト, 全ホスト]
  - kind: setup
    label: { en: Setting up, ko: 제품 설정 지원, ja: 製品のセットアップ }
    channel: chat
    reason:
      en: Chat suits help with setting up.
      ko: 제품 설정에 대한 도움은 채팅이 빠릅니다.
      ja: セットアップのご相談はチャットが適しています。
    words:
      en: [set up, setup, install, getting started, onboard, first steps]
      ko: [설치, 시작하기, 초기 설정, 도입]
      ja: [セットアップ, インストール, 導入, 始め方]
  - kind: configuration
    label: { en: Configuration, ko: 설정 질문, ja: 設定に関する質問 }
    channel: chat
    reason:
      en: Chat suits questions about configuration.
      ko: 설정에 관한 질문은 채팅이 적합합니다.
      ja: 設定に関するご質問はチャットが適しています。
    words:
      en: [config, how do i, how can i, enable, disable, setting]
      ko: [설정, 구성, 활성화, 비활성화]
      ja: [設定, 構成, 有効化, 無効化]
  - kind: documentation
    label: { en: Documentation, ko: 문서 내용 문의, ja: ドキュメントに関する質問 }
    channel: chat
    reason:
      en: Chat suits making the documentation clear.
      ko: 문서 내용에 대한 설명은 채팅으로 빠르게 도와드립니다.
      ja: ドキュメントの内容確認はチャットが適しています。
    words:
      en: [documentation, the docs, manual, tutorial, guide says]
      ko: [문서, 매뉴얼, 가이드]
      ja: [ドキュメント, マニュアル, ガイド, 手順書]
  - kind: single
    label: { en: "One file, log or query", ko: 특정 파일·로그·쿼리 하나, ja: 特定のファイル・ログ・クエリ }
    channel: chat
    reason:
      en: Chat suits a minor problem with one configuration file, log or query.
      ko: 설정 파일, 로그, 쿼리 하나에 관한 간단한 문제는 채팅이 적합합니다.
      ja: 特定の設定ファイル、ログ、クエリに関する軽微な問題はチャットが適しています。
    words:
      en: [this file, this log, this query, one file, one log, one query, log line, yaml error]
      ko: [이 파일, 이 로그, 이 쿼리, 로그 한 줄]
      ja: [このファイル, このログ, このクエリ]

either: # S6
  en: Either is fine. Every chat becomes a ticket, so a problem that the chat does not solve goes on being investigated.
  ko: 어느 쪽이든 괜찮습니다. 채팅이 끝나면 티켓이 자동으로 생성되어, 해결되지 않은 문제도 계속 조사합니다.
  ja: どちらでも大丈夫です。チャットの終了後は自動でチケットが作成され、未解決の問題も引き続き調査します。
instead:
  of_chat:
    en: Chat cannot be used right now. A ticket reaches us at any hour.
    ko: 지금은 채팅을 사용할 수 없습니다. 티켓은 언제든지 보내실 수 있습니다.
    ja: 現在、チャットはご利用いただけません。チケットはいつでもお送りいただけます。
  of_ticket:
    en: Tickets cannot be used. Chat with us instead.
    ko: 티켓을 사용할 수 없습니다. 대신 채팅으로 문의해 주세요.
    ja: チケットはご利用いただけません。チャットでお問い合わせください。

# Which evidence helps (S3). Of each item the first row that fits decides; rows stand in the order to ask in.
evidence:
  flare_command: skerry-agent flare
  fields:
    version:
      label: { en: Product version, ko: 제품 버전, ja: 製品のバージョン }
      answer: line
      fill: product_version
    runs_on:
      label: { en: Where the Agent runs, ko: 에이전트 실행 환경, ja: Agent の実行環境 }
      answer: choice
      choices:
        - { value: host, label: { en: On a host, ko: 호스트, ja: ホスト } }
        - { value: container, label: { en: In a container, ko: 컨테이너, ja: コンテナー } }
        - { value: kubernetes, label: { en: On Kubernetes, ko: Kubernetes, ja: Kubernetes } }
    cluster:
      label: { en: Kubernetes version and provider, ko: Kubernetes 버전과 제공 업체, ja: Kubernetes のバージョンとプロバイダー }
      hint: { en: "Like: 1.31 on EKS", ko: "예: EKS 1.31", ja: "例: EKS 1.31" }
      answer: line
    time_range:
      label: { en: When it happens, ko: 발생 시간대, ja: 発生した時間帯 }
      hint: { en: "From when to when, with the time zone", ko: "시작과 종료 시각을 시간대와 함께 알려 주세요", ja: "開始と終了の時刻をタイムゾーンとともにお知らせください" }
      answer: line
    query:
      label: { en: The query, ko: 쿼리, ja: クエリ }
      answer: text
  asks:
    - { item: flare, need: required, area: [agent], except: [documentation] }
    - { item: link, need: required, except: [setup, configuration, documentation] }
    - { item: link, need: recommended }
    - { item: steps, need: required, kind: [several, single, incident], except: [setup, configuration, documentation] }
    - { item: time_range, need: required, kind: [urgent, incident, several] }
    - { item: screenshot, need: recommended, except: [several, setup, configuration, documentation] }
    - { item: recording, need: recommended, except: [several, setup, configuration, documentation], unless_given: [screenshot] }
    - { item: steps, need: recommended, except: [setup, configuration, documentation] }
    - { item: runs_on, need: recommended, area: [agent, integrations], except: [documentation] }
    - { item: cluster, need: recommended, answer: { runs_on: [kubernetes] } }
    - { item: configuration, need: recommended, kind: [several, configuration, single] }
    - { item: logs, need: recommended, kind: [several] }
    - { item: query, need: recommended, area: [logs, dashboards, apm], kind: [several, single] }
    - { item: version, need: recommended, except: [documentation] }
    - { item: docs, need: recommended }

files:
  largest_mb: 5000
  kept_months: 15 # after the last change of a request it is deleted, with its files

lines: # S11, S12
  technical: { staffed_by: [engineer, lead] }
  sales: { staffed_by: [sales], team: sales }

promises: { stops: [pending], warn_percent: 75 } # while we wait for the customer, the clock stands
tickets: { reopen_days: 14 }
calls: { link: "https://meet.skerry.example/{number}", minutes: 30 }

closing: { warn_minutes: 15, waiting: ticket, running: finish }
incidents: { pause_chat: true }
patience: { member_vanishes_seconds: 600, engineer_drops_seconds: 60 }
`;
