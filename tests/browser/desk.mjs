// SPDX-License-Identifier: Apache-2.0
// The desk in a real browser: the register, one person with what is sealed, roles taken back, the menu in a new version,
// places, and a call typed in by keyboard alone. No page on the way has an axe finding, none is wider than the screen.
import { chromium } from 'playwright-core';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [stageProgram, data, language, size] = process.argv.slice(2);
const [width, height] = size.split('x').map(Number);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const persona = { clerk: 6, manager: 7 };
let passed = 0;
let failed = 0;
function ok(condition, what) {
	if (!condition) throw new Error(`not so: ${what}`);
	passed++;
}

const stage = spawn(stageProgram, process.env.STORE ? [data, process.env.STORE] : [data], { stdio: ['pipe', 'pipe', 'inherit'] });
const lines = createInterface({ input: stage.stdout })[Symbol.asyncIterator]();
const base = `http://127.0.0.1:${(await lines.next()).value.split(' ')[1]}`;
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-quic',
	'--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });

async function check(page) {
	const where = new URL(page.url()).pathname.replace(/[0-9a-z]{13}/g, '{id}');
	const session = await page.context().newCDPSession(page); // the page's policy forbids eval: run in its own world
	await session.send('Runtime.enable');
	const answer = await session.send('Runtime.evaluate', { expression: `(() => { ${axe} })(); axe.run(document).then(r => r.violations)`,
		awaitPromise: true, returnByValue: true, allowUnsafeEvalBlockedByCSP: true });
	const found = answer.result.value ?? [{ id: 'axe did not run', nodes: [] }];
	ok(found.length === 0, `axe on ${where}: ${found.map(v => v.id + ' ' + v.nodes.slice(0, 2).map(n => n.target).join(' ')).join('; ')}`);
	ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${where} is no wider than the screen`);
}
async function enter(who) {
	const context = await browser.newContext({ viewport: { width, height }, locale: language });
	const page = await context.newPage();
	page.setDefaultTimeout(8000);
	await page.goto(`${base}/sign-in`);
	await page.locator('form[action="/sign-in/persona"] button').nth(persona[who]).click();
	return page;
}
async function go(page, path) {
	const answer = await page.goto(base + path);
	ok(answer.status() === 200, `${path} answers 200, not ${answer.status()}`);
	await check(page);
}
const unfold = (page, inside) => page.locator(`details:has(${inside}) > summary`).first().click();

async function register(clerk) {
	await go(clerk, '/desk/people');
	await clerk.keyboard.press('/');
	await clerk.keyboard.type('zzzz');
	await clerk.keyboard.press('Enter');
	await clerk.locator('.nothing a').waitFor();
	await check(clerk);
	await go(clerk, '/desk/people/new?q=李四');
	ok(await clerk.locator('#f-name').inputValue() === '李四', 'what was searched is the name');
	await clerk.locator('#f-place').selectOption({ index: 1 });
	await clerk.locator('#f-document').fill('370799194701120025');
	await clerk.locator('form.form .btn-primary').click();
	await clerk.locator('.problems').waitFor();
	await check(clerk);
	ok(await clerk.locator('#f-document').inputValue() === '370799194701120025', 'the number stays as it was typed');
	await clerk.locator('#f-document').fill('370799194701120024');
	await clerk.locator('form.form .btn-primary').click();
	await clerk.waitForURL(/\/desk\/people\/[0-9a-z]{13}$/);
}

async function person(clerk) {
	await go(clerk, '/desk/people?q=cgl');
	await clerk.locator('tbody a').first().click();
	await clerk.locator('#reason').waitFor();
	await check(clerk);
	const page = clerk.url();
	await clerk.locator('#reason').selectOption('call_back');
	await clerk.locator('button[name=field][value=phone]').click();
	const phone = await clerk.locator('.opened').innerText();
	ok(/^\d{11}$/.test(phone), 'the telephone is shown');
	await check(clerk);
	await clerk.goto(page);
	ok(!(await clerk.content()).includes(phone), 'and masked when the page is opened again');
	await unfold(clerk, '#kin');
	await clerk.locator('#kin').fill('wxm');
	await clerk.locator('#kin').press('Enter');
	await clerk.waitForURL(/kin=wxm/);
	await check(clerk);
	await go(clerk, new URL(page).pathname + '/edit');
	await go(clerk, new URL(page).pathname + '/card');
}

async function volunteer(manager) {
	await go(manager, '/desk/people?q=yhb');
	await manager.locator('tbody a').first().click();
	await unfold(manager, '#skill');
	await unfold(manager, '#mon');
	await unfold(manager, '#grant-role');
	await check(manager);
	await manager.locator('#grant-role').selectOption('clerk');
	await manager.locator('#grant-place').selectOption({ index: 2 });
	await manager.locator('form[action$="/grant"] button').click();
	await manager.locator('.undo').waitFor();
	await check(manager);
	await manager.keyboard.press('u');
	await manager.waitForURL(/done=revoke/);
	ok(await manager.locator('.undo').count() === 1, 'a role is taken back by u, and that can be taken back too');
}

async function menu(manager) {
	await go(manager, '/desk/menu');
	await manager.locator('tbody button').first().click();
	await manager.locator('.undo').waitFor();
	await check(manager);
	await manager.keyboard.press('u');
	await manager.locator('.undo').waitFor();
	await go(manager, '/desk/menu?serves=elders');
	await manager.locator('tbody a').first().click();
	await manager.locator('#f-title').fill('陪您走走');
	await manager.locator('button[name=step][value=look]').click();
	await manager.locator('.preview').waitFor();
	ok((await manager.locator('.preview .tile-title').innerText()).length > 0, 'the resident\'s side is shown');
	await check(manager);
	await manager.locator('#f-risk').fill('');
	await manager.locator('#f-risk').evaluate(field => field.removeAttribute('required'));
	await manager.locator('button[name=step][value=keep]').click();
	await manager.locator('.problems').waitFor();
	ok(await manager.locator('#f-title').inputValue() === '陪您走走', 'nothing typed is lost');
	await go(manager, '/desk/menu/new');
	await go(manager, '/desk/places');
	await teams(manager);
}

// A team is made, somebody is found and taken in, named its leader, and that taken back by the bar.
async function teams(manager) {
	await go(manager, '/desk/teams?closed=1');
	await go(manager, '/desk/people');
	await manager.keyboard.press('t');
	await manager.waitForURL(/\/desk\/teams$/);
	await check(manager);
	await unfold(manager, '#name');
	await check(manager);
	await manager.locator('#name').fill('小小志愿队');
	await manager.locator('form.form .btn-primary').click();
	await manager.waitForURL(/\/desk\/teams\/[0-9a-z]{13}\?done=make/);
	await check(manager);
	await unfold(manager, '#words');
	await manager.locator('#words').fill('yhb');
	await manager.locator('#words').press('Enter');
	await manager.waitForURL(/words=yhb/);
	await check(manager);
	await manager.locator('form[action$="/join"] button').first().click();
	await manager.waitForURL(/done=join/);
	await manager.locator('button[formaction$="/lead"]').click();
	await manager.waitForURL(/done=lead/);
	ok(await manager.locator('button[formaction$="/unlead"]').count() === 1, 'he leads it');
	await check(manager);
	await manager.keyboard.press('u');
	await manager.waitForURL(/done=unlead/);
	ok(await manager.locator('button[formaction$="/unlead"]').count() === 0, 'and no longer');
	await unfold(manager, 'form[action$="/close"]');
	await manager.locator('form[action$="/close"] button:visible').last().click();
	await manager.waitForURL(/done=close/);
	await check(manager);
}

// Keys pressed, and pauses to think, by the keystroke-level model (Card, Moran, Newell): 0.28 s a key, 1.35 s a pause.
async function call(clerk) {
	let keys = 0;
	const press = async key => { keys++; await clerk.keyboard.press(key); };
	const type = async words => { for (const key of words) await press(key); };
	await go(clerk, '/desk');
	await press('n');
	await clerk.waitForURL(/\/desk\/new/);
	await clerk.locator('#q:focus').waitFor();
	await type('cgl');
	await press('Enter');
	await clerk.locator('#q, .caller').first().waitFor();
	if (await clerk.locator('.caller').count() === 0) await press('Enter'); // several: the first has the focus
	await clerk.locator('#service:focus').waitFor();
	await check(clerk);
	await type('lf');
	await press('Enter');
	await clerk.locator('#day:focus').waitFor();
	ok(await clerk.locator('.service:visible input:checked').count() === 1, 'Enter takes the first service that fits');
	await type('+3');
	await press('Tab');
	await type('14:00');
	await press('Enter');
	await clerk.locator('.timeline, .steps, input[name=meant]').first().waitFor();
	ok(/\/desk\/requests\/[0-9a-z]{13}$/.test(clerk.url()), 'the call is put down');
	const seconds = keys * 0.28 + 4 * 1.35;
	ok(seconds < 20, `a call takes ${seconds.toFixed(1)} s by ${keys} keys`);
	console.log(`a call: ${keys} keys, ${seconds.toFixed(1)} s by the keystroke-level model (${language} ${size})`);
	await clerk.keyboard.press('?');
	ok(await clerk.locator('dialog#keys[open]').count() === 1, '? shows the keys');
	await check(clerk);
}

async function stranger(clerk) {
	await go(clerk, '/desk/new');
	await clerk.locator('#words').fill('灯坏了');
	await clerk.locator('#q').fill('15400000123');
	await clerk.locator('#q').press('Enter');
	await clerk.locator('#f-name').waitFor();
	await check(clerk);
	ok(await clerk.locator('#words').inputValue() === '灯坏了', 'what she said stays while one looks for her');
	ok(await clerk.locator('#f-phone').inputValue() === '15400000123', 'the number searched is her telephone');
	await clerk.locator('#f-name').fill('钱七');
	await clerk.locator('#f-place').selectOption({ index: 1 });
	await clerk.locator('button[value=register]').click();
	await clerk.locator('.note.is-late').waitFor();
	ok(await clerk.locator('#words').inputValue() === '灯坏了', 'and when her consent is still missing');
	await check(clerk);
	await clerk.locator('input[name=agreed]').check();
	await clerk.locator('button[value=register]').click();
	await clerk.waitForURL(/\/desk\/requests\/[0-9a-z]{13}$/);
}

try {
	const clerk = await enter('clerk');
	const manager = await enter('manager');
	await register(clerk);
	await person(clerk);
	await volunteer(manager);
	await menu(manager);
	await call(clerk);
	await stranger(clerk);
} catch (error) {
	failed++;
	const place = (error.stack.match(/desk\.mjs:\d+/g) ?? []).join(' ');
	console.log(`FAILED desk ${language} ${size}: ${error.message.split('\n')[0]} (${place})`);
}
await browser.close();
stage.stdin.write('quit\n');
await new Promise(done => stage.on('exit', done));
console.log(`checks ${passed} ${failed}`);
process.exit(failed ? 1 : 0);
