// SPDX-License-Identifier: Apache-2.0
// The code by text message in a real browser, with a provider of this machine: who served asks for it at the door, the page says by
// itself when it has left, the resident reads it out and it confirms; the desk does so on the telephone, reads that one failed and what
// to do instead; somebody wants none. On the stage of the stories, because a demonstration sends none.
import { chromium } from 'playwright-core';
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';

const [stageProgram, language, size] = process.argv.slice(2);
const [width, height] = size.split('x').map(Number);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const folder = mkdtempSync(`${tmpdir()}/messages-`);
const got = [];
let passed = 0, status = 200, count = 0;

const provider = createServer((call, answer) => {
	let body = '';
	call.on('data', piece => { body += piece; });
	call.on('end', () => { got.push(JSON.parse(body)); answer.writeHead(status).end(); });
});
await new Promise(done => provider.listen(0, '127.0.0.1', done));
writeFileSync(`${folder}/gateway`, `kind = post\nurl = http://127.0.0.1:${provider.address().port}/\nsecret = a-secret-of-the-browser\n`, { mode: 0o600 });
const stage = spawn(stageProgram, [`${folder}/gateway`], { stdio: ['pipe', 'pipe', 'ignore'] });
const lines = createInterface({ input: stage.stdout })[Symbol.asyncIterator]();
const base = `http://127.0.0.1:${(await lines.next()).value.split(' ')[1]}`;
const tell = async line => { stage.stdin.write(`${line}\n`); return (await lines.next()).value.split(' ')[1]; };
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-quic',
	'--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });

function ok(condition, what) {
	if (!condition) throw new Error(`not so: ${what}`);
	passed++;
}

// One act by a program, to come quickly to where the story begins.
async function act(person, path, fields) {
	const headers = { Cookie: `__Host-session=${await tell(`enter ${person}`)}`, Accept: 'application/json', Origin: base, 'Content-Type': 'application/json' };
	headers['X-CSRF-Token'] = (await (await fetch(`${base}/me`, { headers })).text()).match(/"csrf":"([^"]+)"/)[1];
	headers['Idempotency-Key'] = `a-key-of-the-browser-${++count}`.padEnd(24, '-');
	const answer = await fetch(base + path, { method: 'POST', headers, body: JSON.stringify(fields), redirect: 'manual' });
	ok(answer.status === 200, `${person} ${path}: ${answer.status} ${await answer.clone().text()}`);
	return answer.headers.get('Location') ?? '';
}

// A service that is over, begun so many minutes from now and served on his own word: her number is known, and she has no card to look at.
async function serve(day, minutes) {
	const menu = await (await fetch(`${base}/menu`, { headers: { Accept: 'application/json' } })).json();
	const item = menu.group[0].item[0].href.split('=')[1];
	const id = (await act('elder', '/my/new', { person: await tell('id elder'), item, day, time: '14:00', meant: true })).split('/').pop();
	await act('clerk', `/desk/requests/${id}/accept`, {});
	await act('clerk', `/desk/requests/${id}/assign`, { one: await tell('id first') });
	await tell(`add ${minutes}`);
	await act('first', `/serve/requests/${id}/come`, { own: true });
	await tell('add 61');
	await act('first', `/serve/requests/${id}/leave`, { own: true, note: '聊得很好' });
	return id;
}

// A cookie of that name is put down for TLS only; a browser sends it to its own machine without, too.
async function enter(person, theme = 'light') {
	const context = await browser.newContext({ viewport: { width, height }, locale: language, reducedMotion: 'reduce' });
	const url = base.replace('http:', 'https:');
	await context.addCookies([['__Host-session', await tell(`enter ${person}`)], ['theme', theme]].map(([name, value]) =>
		({ name, value, url, secure: true, sameSite: 'Lax' })));
	const page = await context.newPage();
	page.setDefaultTimeout(20000);
	return page;
}
async function ask(page, expression) {
	const session = await page.context().newCDPSession(page);
	const r = await session.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true, allowUnsafeEvalBlockedByCSP: true });
	await session.detach();
	if (r.exceptionDetails) throw new Error(r.exceptionDetails.exception?.description ?? r.exceptionDetails.text);
	return r.result.value;
}
async function check(page, what) {
	const found = await ask(page, `(() => { ${axe} })(); axe.run(document).then(r => r.violations)`);
	ok(found.length === 0, `axe, ${what}: ${found.map(v => `${v.id} ${v.nodes.slice(0, 2).map(n => n.target).join(' ')}`).join('; ')}`);
	ok(await ask(page, 'document.documentElement.scrollWidth <= innerWidth'), `${what}: nothing is wider than the screen`);
}
const press = (page, action) => page.locator(`form[action$="${action}"] button`).first().click();

async function atTheDoor() {
	const id = await serve('2026-03-11', 300);
	const page = await enter('first');
	await page.goto(`${base}/serve/requests/${id}`);
	await check(page, 'the message is offered');
	await press(page, '/message');
	await page.locator('#message .is-waiting').waitFor();
	ok(await page.locator('form[action$="/message"]').count() === 0, 'while it is on its way no other can be asked for');
	await check(page, 'it is on its way');
	ok(await tell('send') === '1' && got.length === 1 && got[0].to === '13805360001', 'it leaves, to her number');
	await page.locator('#message .is-done').waitFor(); // the page looked again by itself
	ok(!(await page.content()).includes(got[0].code), 'the code is on no page');
	await press(page, '/message');
	await page.locator('.field-error').waitFor();
	ok(got.length === 1, 'a minute has to pass');
	await check(page, 'he reads that he has to wait');
	await page.locator('#confirm-code').fill(got[0].code.replace(/(...)/, '$1 '));
	await press(page, '/confirm');
	await page.waitForURL(new RegExp(`${id}$`));
	ok(await page.locator('#confirm-code').count() === 0, 'she read it out, and it is confirmed');
	await page.context().close();
}

async function atTheDesk() {
	const id = await serve('2026-03-12', 23 * 60);
	const page = await enter('clerk', 'dark');
	await page.goto(`${base}/desk/requests/${id}`);
	await check(page, 'the desk is offered it');
	status = 400;
	await press(page, '/message');
	await page.locator('#message .is-waiting').waitFor();
	ok(await tell('send') === '0', 'the gateway will not');
	await page.locator('#message .is-late').waitFor();
	ok(/打电话问居民|Ring the resident/.test(await page.locator('#message').innerText()), 'it reads that, and what to do instead');
	await check(page, 'it failed');
	status = 200;
	await tell('seconds 60');
	await press(page, '/message');
	await page.locator('#message .is-waiting').waitFor();
	ok(await tell('send') === '1', 'another goes out');
	await page.locator('#message .is-done').waitFor();
	const { code } = got.at(-1);
	const put = async typed => {
		await page.locator('#confirm-code').fill(typed);
		await page.locator('form:has(#confirm-code) button').click();
	};
	await put(code.replace(/.$/, last => (Number(last) + 1) % 10));
	await page.locator('form:has(#confirm-code) .field-error').waitFor();
	await check(page, 'a wrong code at the desk');
	await put(code);
	await page.waitForURL(new RegExp(`${id}$`));
	ok(await page.locator('#confirm-code').count() === 0, 'read out on the telephone, it confirms');
	await page.context().close();
}

async function whoWantsNone() {
	const page = await enter('elder', 'dark');
	await page.goto(`${base}/my/consents`);
	await check(page, 'her wish');
	await press(page, '/consents/messages');
	await page.locator('form[action$="/consents/messages"] input[name=give][value="1"]').waitFor({ state: 'attached' });
	await page.context().close();
	const desk = await enter('clerk');
	await desk.goto(`${base}/desk/people/${await tell('id elder')}`);
	await desk.locator('form[action$="/messages"] input[name=give][value="1"]').waitFor({ state: 'attached' });
	await check(desk, 'the desk sees it');
	await desk.context().close();
	const anyone = await enter('first');
	await anyone.goto(`${base}/privacy`);
	ok(/短信|text message/.test(await anyone.content()), 'the privacy page tells of it');
	await anyone.context().close();
}

let failed = 0;
try {
	for (const [person, number] of [['elder', 1], ['first', 2], ['clerk', 3], ['manager', 4]]) await tell(`phone ${person} 1380536000${number}`);
	await atTheDoor();
	await atTheDesk();
	await whoWantsNone();
} catch (error) {
	failed = 1;
	const place = (error.stack.match(/messages\.mjs:\d+/g) ?? []).join(' ');
	console.log(`FAILED messages ${language} ${size}: ${error.message.split('\n')[0]} (${place})`);
}
await browser.close();
stage.stdin.write('quit\n');
await new Promise(done => stage.on('exit', done));
provider.close();
rmSync(folder, { recursive: true, force: true });
console.log(`checks ${passed} ${failed}`);
process.exit(failed);
