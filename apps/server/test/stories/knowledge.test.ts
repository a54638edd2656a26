import { once } from 'node:events';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { newId } from '@fairlead/client';
import { describe, expect, test } from 'vitest';
import { idOf, note, openTicket, say, draftOf, publish, publishDraft } from '../acts.ts';
import { type Actor, newDesk, type TestDesk } from '../desk.ts';
import { request } from '../wire.ts';

const find = async (who: { call: Actor['call'] }, q: string, language: 'en' | 'ko' | 'ja' = 'en') =>
  (await who.call('GET /articles/found', { query: { q, language } })).found.map((f) => f.title);
const page = async (desk: TestDesk, path: string, init: RequestInit = {}) => {
  const answer = await fetch(`${desk.address}${path}`, { redirect: 'manual', ...init });
  return {
    status: answer.status,
    html: await answer.text(),
    location: answer.headers.get('location'),
    cookie: answer.headers.get('set-cookie'),
  };
};

describe('writing', () => {
  test('an article is drafted, reviewed by somebody else, published, changed and compared with what it was', async () => {
    const desk = await newDesk();
    const [mina, jonas] = [await desk.staff('Mina'), await desk.staff('Jonas')];
    const id = newId();
    await mina.call('PUT /articles/{id}', { params: { id }, body: { slug: 'agent/no-data' } });
    const draft = await mina.call('PUT /articles/{id}/drafts/{language}', {
      params: { id, language: 'en' },
      body: { title: 'The agent sends nothing', markdown: 'Check the **key**.' },
    });
    expect((await page(desk, '/help/en/agent/no-data')).status).toBe(404);
    await mina.call('PUT /articles/{id}/drafts/{language}/review', { params: { id, language: 'en' }, body: { asked: true } });
    const was = draftOf(draft)!.changed;
    expect(await mina.refused('PUT /articles/{id}/published/{language}', { params: { id, language: 'en' }, body: { was } })).toBe(
      'not_allowed',
    );
    expect((await jonas.call('GET /articles', { query: { only: 'review' } })).articles.map((a) => a.slug)).toEqual(['agent/no-data']);
    await jonas.call('PUT /articles/{id}/published/{language}', { params: { id, language: 'en' }, body: { was } });
    const shown = await page(desk, '/help/en/agent/no-data');
    expect(shown.html).toContain('<strong>key</strong>');
    await mina.call('PUT /articles/{id}/drafts/{language}', {
      params: { id, language: 'en' },
      body: { title: 'The agent sends nothing', markdown: 'Check the **site**.' },
    });
    // Until it is published, everybody reads what was.
    expect((await page(desk, '/help/en/agent/no-data')).html).toContain('<strong>key</strong>');
    const article = await publishDraft(jonas, id);
    expect(article.versions.map((v) => [v.number, v.state, v.by, v.reviewer])).toEqual([
      [2, 'published', 'Mina Park', 'Jonas Weber'],
      [1, 'replaced', 'Mina Park', 'Jonas Weber'],
    ]);
    expect((await page(desk, '/help/en/agent/no-data')).html).toContain('<strong>site</strong>');
    expect(desk.errors).toEqual([]);
  });

  test('two who write at once: the later is told, and nothing is lost', async () => {
    const desk = await newDesk();
    const [mina, jonas] = [await desk.staff('Mina'), await desk.staff('Jonas')];
    const id = newId();
    await mina.call('PUT /articles/{id}', { params: { id }, body: { slug: 'x' } });
    const write = (who: Actor, markdown: string, was: string | null) =>
      who.call('PUT /articles/{id}/drafts/{language}', { params: { id, language: 'en' }, body: { title: 'X', markdown, was } });
    const first = draftOf(await write(mina, 'One', null))!.changed;
    await desk.pass({ seconds: 1 });
    await write(mina, 'Two', first);
    await expect(write(jonas, 'Mine', first)).rejects.toThrow();
    await expect(write(jonas, 'Mine', null)).rejects.toThrow();
    expect(draftOf(await mina.call('GET /articles/{id}', { params: { id } }))!.markdown).toBe('Two');
  });

  test('a translation says so when its source was published anew', async () => {
    const desk = await newDesk();
    const { id } = await publish(desk, 'agent/no-data', 'No data', 'First');
    await publish(desk, 'agent/no-data', '데이터 없음', '처음', 'ko', id);
    const behind = async () =>
      (await (await desk.staff('Ada')).call('GET /articles/{id}', { params: { id } })).languages.map((l) => [l.language, l.behind]);
    expect(await behind()).toEqual([
      ['en', false],
      ['ko', false],
    ]);
    await publish(desk, 'agent/no-data', 'No data', 'Second', 'en', id);
    expect(await behind()).toEqual([
      ['en', false],
      ['ko', true],
    ]);
    expect((await page(desk, '/help/ko/agent/no-data')).html).toContain('영어 원문이 번역 이후 변경되었습니다');
    expect((await (await desk.staff('Ada')).call('GET /articles', { query: { only: 'behind' } })).articles.length).toBe(1);
    await publish(desk, 'agent/no-data', '데이터 없음', '다음', 'ko', id);
    expect(await behind()).toEqual([
      ['en', false],
      ['ko', false],
    ]);
  });

  test('addresses of old lead to the article, however often they change and whoever takes them, and never in a circle', async () => {
    const desk = await newDesk();
    const ada = await desk.staff('Ada');
    const { id } = await publish(desk, 'one', 'One', 'x');
    for (const slug of ['two', 'three', 'one', 'four']) await ada.call('PUT /articles/{id}', { params: { id }, body: { slug } });
    for (const old of ['one', 'two', 'three'])
      expect(await page(desk, `/help/en/${old}`)).toMatchObject({ status: 301, location: '/help/en/four' });
    await publish(desk, 'two', 'Another', 'y');
    expect((await page(desk, '/help/en/two')).html).toContain('Another');
    expect(await ada.refused('PUT /articles/{id}', { params: { id }, body: { slug: 'two' } })).toBe('invalid');
    expect((await page(desk, '/help/en/three')).location).toBe('/help/en/four');
    // In a language without it, the one that there is.
    expect(await page(desk, '/help/ja/four')).toMatchObject({ status: 302, location: '/help/en/four' });
  });

  test('a solved ticket becomes a draft without what only staff may read', async () => {
    const desk = await newDesk();
    const [dana, mina] = [await desk.member('Dana'), await desk.staff('Mina')];
    const ticket = await openTicket(dana);
    await note(mina, ticket, 'They are on trial');
    await say(mina, ticket, 'Set `logs_enabled`.');
    const begin = { params: { number: ticket.number }, body: { id: newId() } };
    expect(await mina.refused('PUT /tickets/{number}/article', begin)).toBe('ticket_state');
    await mina.call('PUT /tickets/{number}/state', { params: { number: ticket.number }, body: { state: 'solved' } });
    const article = await mina.call('PUT /tickets/{number}/article', begin);
    expect(draftOf(article)).toMatchObject({ title: 'No data since noon', markdown: 'Since noon.\n\n---\n\nSet `logs_enabled`.\n' });
    expect((await mina.call('PUT /tickets/{number}/article', begin)).id).toBe(article.id);
  });
});

describe('reading', () => {
  test('a page needs no script, and search engines learn its languages, address and date', async () => {
    const desk = await newDesk();
    const { id } = await publish(
      desk,
      'agent/no-data',
      'No "data" & <more>',
      'Check the key of the agent on this host first.\n\n## First\n\n```yaml\nlogs_enabled: true\n```',
    );
    await publish(desk, 'agent/no-data', '데이터 없음', '키를 확인하세요.', 'ko', id);
    const { html } = await page(desk, '/help/en/agent/no-data');
    expect(html).toContain('<h1>No &quot;data&quot; &amp; &lt;more&gt;</h1>');
    expect(html).toContain('<h2 id="first">');
    expect(html).toContain('hljs-attr');
    expect(html).toContain(`<link rel="canonical" href="${desk.running.desk.origin}/help/en/agent/no-data">`);
    expect(html).toContain('hreflang="ko"');
    expect(html).toContain('property="og:title"');
    const map = await page(desk, '/help/sitemap.xml');
    expect(map.html.match(/<loc>/g)!.length).toBe(5);
    expect((await page(desk, '/help/feed/ko.xml')).html).toContain('<title>데이터 없음</title>');
    expect(await page(desk, '/help', { headers: { 'accept-language': 'ja-JP,en' } })).toMatchObject({ status: 302, location: '/help/ja' });
    expect((await page(desk, '/help/en')).html).toContain('/help/en/agent/no-data');
    for (const odd of [
      '/help/xx',
      '/help/en/nothing',
      '/help/en/%00',
      '/help/en/../../etc/passwd',
      '/help/feed/zz.xml',
      '/help/en/category/none',
    ])
      expect((await page(desk, odd)).status, odd).toBeGreaterThanOrEqual(400);
    expect(desk.errors).toEqual([]);
  });

  test('what an author writes runs nothing in a reader’s browser', async () => {
    const desk = await newDesk();
    const evil = [
      '<script>alert(1)</script>',
      '<img src=x onerror=alert(1)>',
      '<a href="javascript:alert(1)">x</a>',
      '[x](javascript:alert(1))',
      '<iframe src="https://evil.example"></iframe>',
      '<form action="https://evil.example"><input name=password></form>',
      '<style>body{display:none}</style>',
      '<div style="position:fixed;inset:0">over</div>',
      '<svg onload=alert(1)>',
      '{{< tab "<script>alert(1)</script>" >}}x{{< /tab >}}',
      '{{< img src="javascript:alert(1)" alt="x" >}}',
    ].join('\n\n');
    await publish(desk, 'evil', 'Evil', evil);
    const { html } = await page(desk, '/help/en/evil');
    const body = html.slice(html.indexOf('<article'), html.indexOf('</article>'));
    expect(body).not.toMatch(/<script|<[^>]+ on\w+=|(?:href|src)="javascript:|<iframe|<form|<input name|<style|<[^>]+ style=|<svg/i);
  });

  test('shortcodes of Datadog’s documentation become what they stand for', async () => {
    const desk = await newDesk();
    const { html } = await desk.staff('Ada').then((ada) =>
      ada.call('POST /articles/preview', {
        body: {
          markdown:
            '{{< callout url="#" header="Join" >}}Beta{{< /callout >}}\n\n{{< tabs >}}\n{{% tab "Linux" %}}\n\n```shell\nsudo {{< not-a-code >}}\n```\n\n{{% /tab %}}\n{{% tab "Windows" %}}\nRun it\n{{% /tab %}}\n{{< /tabs >}}\n\n{{< img src="agent/x.png" alt="A graph" >}}\n\n<div class="alert alert-warning">Careful</div>\n\n{{< site-region region="us,eu" >}}Only here{{< /site-region >}}\n\n{{< unknown thing >}}Kept{{< /unknown >}}',
        },
      }),
    );
    expect(html).toContain('class="callout callout-info"');
    expect(html.match(/class="tab-switch"/g)!.length).toBe(2);
    expect(html).toContain('sudo {{&lt; not-a-code &gt;}}');
    expect(html).toContain('class="alert alert-warning"');
    expect(html).toContain('US · EU');
    expect(html).toContain('Kept');
    expect(html).not.toContain('unknown thing');
  });

  test('a reader says once whether it helped, and may change their mind', async () => {
    const desk = await newDesk();
    const { id } = await publish(desk, 'x', 'X', 'y');
    const vote = (helpful: string, cookie = '') =>
      page(desk, '/help/en/x', { method: 'POST', body: new URLSearchParams({ helpful }), headers: { cookie } });
    const first = await vote('yes');
    expect(first).toMatchObject({ status: 303, location: '/help/en/x?thanks=1' });
    await vote('no', first.cookie!.split(';')[0]);
    const { helpful, unhelpful } = await (await desk.staff('Mina')).call('GET /articles/{id}', { params: { id } });
    expect([helpful, unhelpful]).toEqual([0, 1]);
    expect((await vote('perhaps')).status).toBe(404);
  });
});

test('at an address of its own there is the help center alone, in the vendor’s colour, and links lead there', async () => {
  const desk = await newDesk({ HELP_URL: 'https://help.skerry.example/', HELP_COLOR: '#ffcc00' });
  await publish(desk, 'kettle', 'The kettle', 'Boils.');
  const at = async (path: string, method = 'GET') => {
    const sent = httpRequest(desk.address + path, { method, headers: { host: 'help.skerry.example' } }).end();
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    const html = await text(answer);
    return { status: answer.statusCode, location: answer.headers.location, html };
  };
  expect(await at('/')).toMatchObject({ status: 302, location: '/help' });
  const shown = await at('/help/en/kettle');
  expect(shown.html).toContain('<link rel="canonical" href="https://help.skerry.example/help/en/kettle">');
  expect(shown.html).toContain('oklch(from #ffcc00');
  expect((await at('/api/v1/articles/found?q=kettle')).html).toContain('https://help.skerry.example/help/en/kettle');
  expect((await at('/robots.txt')).html).toContain('https://help.skerry.example/help/sitemap.xml');
  expect(await at('/portal/new')).toMatchObject({ status: 302, location: `${desk.running.desk.origin}/portal/new` });
  for (const path of ['/api/v1/tickets', '/api/auth/sign-in/email']) expect((await at(path, 'POST')).status).toBe(404);
  expect((await at('/helpless')).status).toBe(302);
  const dana = await desk.member('Dana');
  for (const origin of ['https://help.skerry.example', desk.running.desk.origin])
    expect((await dana.call('GET /articles/linked', { query: { text: `${origin}/help/en/kettle` } })).articles).toHaveLength(1);
  // At the desk's own address it is read as well.
  expect((await page(desk, '/help/en/kettle')).status).toBe(200);
});

describe('finding', () => {
  test('titles before headings before text before code; unfinished words, typos in Latin, Korean and Japanese to two characters, codes exactly', async () => {
    const desk = await newDesk();
    const mina = await desk.staff('Mina');
    await publish(desk, 'text', 'Something else', 'Here the collector is named in the text.');
    await publish(desk, 'title', 'The collector', 'Nothing more.');
    await publish(desk, 'code', 'With code', '```\ncollector --verbose\n```');
    await publish(desk, 'heading', 'With a heading', '## The collector\n\nx');
    await publish(desk, 'error', 'A failure', 'It says `ERR_CONN_REFUSED_42` or NT_STATUS_0xC000006D.');
    await publish(desk, 'ko', '에이전트 설정 방법', '대시보드에서 지표를 확인합니다.', 'ko');
    await publish(desk, 'ja', 'エージェントの設定', 'ログが届かない場合。', 'ja');
    expect(await find(mina, 'collector')).toEqual(['The collector', 'With a heading', 'Something else', 'With code']);
    expect((await find(mina, 'colle'))[0]).toBe('The collector');
    expect((await find(mina, 'colector'))[0]).toBe('The collector');
    expect((await find(mina, 'colletcor'))[0]).toBe('The collector');
    expect((await find(mina, 'cdoe'))[0]).toBe('With code');
    expect(await find(mina, '설정', 'ko')).toEqual(['에이전트 설정 방법']);
    expect(await find(mina, '지표', 'ko')).toEqual(['에이전트 설정 방법']);
    expect(await find(mina, '設定', 'ja')).toEqual(['エージェントの設定']);
    expect(await find(mina, 'ログ', 'ja')).toEqual(['エージェントの設定']);
    expect(await find(mina, 'ERR_CONN_REFUSED_42')).toEqual(['A failure']);
    expect(await find(mina, 'NT_STATUS_0xC000006D')).toEqual(['A failure']);
    expect(await find(mina, 'ERR_CONN_REFUSED_43')).toEqual([]);
    // A whole sentence finds what most of it is about.
    expect((await find(mina, 'why does the collector not start on my machine'))[0]).toBe('The collector');
    for (const odd of ["'; drop table articles; --", '& | ! ( ) : *', '\\', '"', ':*', '가', '🔥', 'x'.repeat(500), '   '])
      await expect(find(mina, odd)).resolves.toBeDefined();
    const { found } = await mina.call('GET /articles/found', { query: { q: 'collector named' } });
    const { text, marks } = found[0]!.passage;
    expect(marks.map(([from, to]) => text.slice(from, to))).toEqual(['collector', 'named']);
    expect(desk.errors).toEqual([]);
  });

  test('drafts and what was withdrawn are not found', async () => {
    const desk = await newDesk();
    const ada = await desk.staff('Ada');
    const { id } = await publish(desk, 'x', 'Kettle', 'Boils.');
    expect(await find(ada, 'kettle')).toEqual(['Kettle']);
    await ada.call('DELETE /articles/{id}/published/{language}', { params: { id, language: 'en' } });
    expect(await find(ada, 'kettle')).toEqual([]);
    expect((await page(desk, '/help/en/x')).status).toBe(404);
  });

  test('what was looked for without a find, what solved a request, and what a customer read is known to staff', async () => {
    const desk = await newDesk();
    const [dana, mina] = [await desk.member('Dana'), await desk.staff('Mina')];
    const { id } = await publish(desk, 'x', 'The kettle', 'Boils.');
    for (const q of ['z', 'zz', 'zzt', 'zzto', 'zztop']) await find(dana, q);
    await desk.pass({ minutes: 2 });
    await find(dana, 'kettle');
    await dana.call('PUT /articles/{id}/read', { params: { id } });
    const solved = { id: newId(), via: 'portal' as const, query: 'kettle' };
    await dana.call('PUT /articles/{id}/solved', { params: { id }, body: solved });
    await dana.call('PUT /articles/{id}/solved', { params: { id }, body: solved });
    const report = await mina.call('GET /reports/knowledge', {});
    expect(report).toMatchObject({
      missed: [{ query: 'zztop', times: 1 }],
      solved: [{ title: 'The kettle', times: 1 }],
      searches: 2,
      unfound: 1,
    });
    const read = await mina.call('GET /customers/{id}/articles', { params: { id: await idOf(dana) } });
    expect(read.articles.map((a) => a.title)).toEqual(['The kettle']);
    expect(await dana.refused('PUT /articles/{id}/read', { params: { id: newId() } })).toBe('not_found');
  });
});

test('a picture stands in an article; what is none is a download, whatever it is called', async () => {
  const desk = await newDesk();
  const mina = await desk.staff('Mina');
  const { id } = await publish(desk, 'x', 'X', 'y');
  const send = (name: string, body: BodyInit, file = newId()) =>
    request(desk, 'POST', `/articles/${id}/files?${new URLSearchParams({ file, name }).toString()}`, {
      as: mina,
      headers: { 'content-type': 'application/octet-stream' },
      body,
    });
  const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
  const file = newId();
  const picture = JSON.parse((await send('그래프.png', new Uint8Array(png), file)).text) as { url: string; picture: boolean };
  expect(picture.picture).toBe(true);
  expect((await send('그래프.png', new Uint8Array(png), file)).status).toBe(200);
  const shown = await fetch(desk.address + picture.url);
  expect([shown.status, shown.headers.get('content-type'), Buffer.from(await shown.arrayBuffer()).equals(png)]).toEqual([
    200,
    'image/png',
    true,
  ]);
  const evil = JSON.parse((await send('x.png', '<script>alert(1)</script>')).text) as { url: string; picture: boolean };
  expect(evil.picture).toBe(false);
  const saved = await fetch(desk.address + evil.url);
  expect(saved.headers.get('content-disposition')).toMatch(/^attachment/);
  expect(saved.headers.get('content-security-policy')).toContain('sandbox');
  await publish(desk, 'x', 'X', `![A graph](${picture.url})`, 'en', id);
  expect((await page(desk, '/help/en/x')).html).toContain(`<img src="${picture.url}" alt="A graph"`);
  expect((await send('x.bin', new Uint8Array(20_000_001))).code).toBe('too_large');
  expect((await fetch(`${desk.address}/help/files/${newId()}/x.png`)).status).toBe(404);
});

test('a link to an article that is given as evidence shows as that article, also by an address of old (S3)', async () => {
  const desk = await newDesk();
  const ada = await desk.staff('Ada');
  const { id } = await publish(desk, 'kettle', 'The kettle', 'Boils.');
  await ada.call('PUT /articles/{id}', { params: { id }, body: { slug: 'kettles' } });
  await page(desk, '/help/en/kettles', { method: 'POST', body: new URLSearchParams({ helpful: 'yes' }) });
  const text = `I read ${desk.running.desk.origin}/help/ko/kettle and https://elsewhere.example/help/en/kettles`;
  const { articles } = await ada.call('GET /articles/linked', { query: { text } });
  expect(articles).toEqual([{ id, title: 'The kettle', url: `${desk.running.desk.origin}/help/en/kettles`, helpful: 1, unhelpful: 0 }]);
});

describe('a folder of Markdown', () => {
  const files = [
    {
      path: 'agent/_index.md',
      text: '---\ntitle: Agent\nfurther_reading:\n- link: /x\n  tag: "Doc"\n---\n\nHello {{< partial name="x" >}}\n',
    },
    {
      path: 'agent/troubleshooting/no-data.md',
      text: '---\ntitle: "No data"   # a comment\naliases:\n  - /old/no-data/\n---\n## What\r\n\r\nText with CRLF.\r\n',
    },
    { path: 'ko/agent/troubleshooting/no-data.md', text: '---\ntitle: 데이터 없음\n---\n내용\n' },
    { path: 'plain.md', text: '# Just a heading\n\nNo front matter, no end of line' },
    { path: 'rule.md', text: 'Not front matter:\n\n---\n\ntitle: no\n\n---\n' },
  ];

  test('is taken in and comes out byte for byte; the same again changes nothing; aliases lead there', async () => {
    const desk = await newDesk();
    const ada = await desk.staff('Ada');
    for (const file of files) expect((await ada.call('POST /articles/imports', { body: file })).changed).toBe(true);
    for (const file of files) expect((await ada.call('POST /articles/imports', { body: file })).changed).toBe(false);
    const { files: out } = await ada.call('GET /articles/exports', {});
    expect(out.toSorted((a, b) => (a.path < b.path ? -1 : 1))).toEqual(files.toSorted((a, b) => (a.path < b.path ? -1 : 1)));
    expect(await page(desk, '/help/en/old/no-data')).toMatchObject({ status: 301, location: '/help/en/agent/troubleshooting/no-data' });
    expect(await find(ada, '데이터', 'ko')).toEqual(['데이터 없음']);
    expect(await find(ada, 'just a heading')).toEqual(['Just a heading']);
  });

  test('a title that was changed here is in the front matter afterwards, beside everything that was', async () => {
    const desk = await newDesk();
    const ada = await desk.staff('Ada');
    const { id } = await ada.call('POST /articles/imports', { body: files[1]! });
    await ada.call('PUT /articles/{id}/drafts/{language}', {
      params: { id, language: 'en' },
      body: { title: 'Nothing arrives', markdown: 'New\n' },
    });
    await publishDraft(ada, id);
    const [file] = (await ada.call('GET /articles/exports', {})).files;
    expect(file!.text).toContain('title: "Nothing arrives" # a comment');
    expect(file!.text).toContain('- /old/no-data/');
    expect(file!.text.endsWith('---\nNew\n')).toBe(true);
  });

  test('brings its pictures: articles show them by their paths, and they go back as they came', async () => {
    const desk = await newDesk();
    const ada = await desk.staff('Ada');
    const bring = async (path: string, body: BodyInit) => {
      const sent = await request(desk, 'PUT', `/articles/folder?${new URLSearchParams({ path }).toString()}`, {
        as: ada,
        headers: { 'content-type': 'application/octet-stream' },
        body,
      });
      return sent.code ?? (JSON.parse(sent.text) as { changed: boolean }).changed;
    };
    const drawing = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
    const png = new Uint8Array(
      Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'),
    );
    expect(await bring('agent/img/flow.svg', drawing)).toBe(true);
    expect(await bring('agent/img/flow.svg', drawing)).toBe(false);
    expect(await bring('static/images/agent/그래프 1.png', png)).toBe(true);
    const text = `---\ntitle: Pictures\n---
![Flow](img/flow.svg) {{< img src="agent/그래프 1.png" alt="Graph" >}} [Next](../plain.md#top) [Root](/agent/troubleshooting/no-data/)
[Web](https://skerry.example/x.md) [Portal](/portal/new) [Here](#end) ![Up](../../../../etc/passwd.png)\n`;
    await ada.call('POST /articles/imports', { body: { path: 'agent/pictures.md', text } });
    await ada.call('POST /articles/imports', { body: { path: 'ko/agent/pictures.md', text } });
    const { html } = await page(desk, '/help/en/agent/pictures');
    expect([...html.matchAll(/<img [^>]*src="([^"]*)"/g)].map((m) => m[1])).toEqual([
      '/help/folder/agent/img/flow.svg',
      '/help/folder/agent/%EA%B7%B8%EB%9E%98%ED%94%84%201.png',
      '/help/folder/etc/passwd.png',
    ]);
    for (const link of [
      '/help/en/plain#top',
      '/help/en/agent/troubleshooting/no-data',
      'https://skerry.example/x.md',
      '/portal/new',
      '#end',
    ])
      expect(html).toContain(`href="${link}"`);
    const shown = await fetch(`${desk.address}/help/folder/agent/img/flow.svg`);
    expect([shown.headers.get('content-type'), await shown.text()]).toEqual(['image/svg+xml', drawing]);
    expect(shown.headers.get('content-security-policy')).toContain('sandbox');
    // Hugo's place for it, and a translation that names the source's picture.
    for (const path of ['agent/그래프 1.png', 'ko/agent/img/flow.svg'])
      expect((await fetch(`${desk.address}/help/folder/${path}`)).status).toBe(200);
    expect((await page(desk, '/help/ko/agent/pictures')).html).toContain('src="/help/folder/ko/agent/img/flow.svg');
    const preview = await ada.call('POST /articles/preview', {
      body: {
        markdown: '![F](img/flow.svg)',
        article: (await ada.call('GET /articles', { query: { q: 'pictures' } })).articles[0]!.id,
      },
    });
    expect(preview.html).toContain('/help/folder/agent/img/flow.svg');

    // Another in its place is seen at once, also by who has the one before.
    const tag = shown.headers.get('etag')!;
    expect((await fetch(shown.url, { headers: { 'if-none-match': tag } })).status).toBe(304);
    expect(await bring('agent/img/flow.svg', `${drawing} `)).toBe(true);
    expect((await fetch(shown.url, { headers: { 'if-none-match': tag } })).status).toBe(200);
    const { files: out } = await ada.call('GET /articles/folder', {});
    expect(out.map((f) => f.path)).toEqual(['agent/img/flow.svg', 'static/images/agent/그래프 1.png']);

    for (const path of ['../x.png', '/x.png', 'a/.git/x.png', 'x.md', 'a//b.png']) expect(await bring(path, png)).toBe('invalid');
    expect(await bring('large.png', new Uint8Array(20_000_001))).toBe('too_large');
    expect((await fetch(`${desk.address}/help/folder/no/such.png`)).status).toBe(404);
  });

  test.each([
    ['front matter that cannot be read', { path: 'x.md', text: '---\ntitle: [\n---\nx' }],
    ['a path that leads out', { path: '../x.md', text: 'x' }],
    ['what is no Markdown', { path: 'x.exe', text: 'x' }],
    ['a NUL', { path: 'x.md', text: 'a\0b' }],
  ])('%s is refused', async (_, file) => {
    const desk = await newDesk();
    expect(await (await desk.staff('Ada')).refused('POST /articles/imports', { body: file })).toBe('invalid');
    expect(await (await desk.staff('Mina')).refused('POST /articles/imports', { body: { path: 'x.md', text: 'x' } })).toBe('not_allowed');
  });
});
