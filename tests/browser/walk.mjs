// SPDX-License-Identifier: Apache-2.0
// What every walk in the browser needs: the stage with its clock, Chromium, the people on the sign-in cards, and axe on
// each kind of page once in each look.
import { chromium } from 'playwright-core';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const persona = { mother: 0, daughter: 1, decliner: 2, giver: 3, barber: 4, leader: 5, clerk: 6, manager: 7 };

export async function begin(stageProgram, data, size, language) {
	const [width, height] = size.split('x').map(Number);
	const store = process.env.STORE ? [process.env.STORE] : []; // else it lies in the data directory
	const stage = spawn(stageProgram, [data, ...store], { stdio: ['pipe', 'pipe', 'inherit'] });
	const lines = createInterface({ input: stage.stdout })[Symbol.asyncIterator]();
	const base = `http://127.0.0.1:${Number((await lines.next()).value.split(' ')[1])}`;
	const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-quic',
		'--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
	const seen = new Set();
	const walk = { base, width, height, passed: 0, failed: 0, now: new Date(), hasScript: process.env.SCRIPT !== 'off' };

	walk.ok = (condition, what) => {
		if (!condition) throw new Error(`not so: ${what}`);
		walk.passed++;
	};
	walk.add = async minutes => {
		stage.stdin.write(`add ${Math.round(minutes)}\n`);
		walk.now = new Date((await lines.next()).value.split(' ')[1]);
	};
	// The page's policy forbids eval: run in a world of its own.
	walk.ask = async (page, expression) => {
		const session = await page.context().newCDPSession(page);
		const r = await session.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true, allowUnsafeEvalBlockedByCSP: true });
		await session.detach();
		if (r.exceptionDetails) throw new Error(r.exceptionDetails.exception?.description ?? r.exceptionDetails.text);
		return r.result.value;
	};
	walk.kind = page => new URL(page.url()).pathname.replace(/[0-9a-z]{13}/g, '{id}');
	walk.check = async (page, look = '') => {
		if (!walk.hasScript) return; // the same pages are looked at with script
		const kind = walk.kind(page) + look;
		if (seen.has(kind)) return;
		seen.add(kind);
		const found = await walk.ask(page, `(() => { ${axe} })(); axe.run(document).then(r => r.violations)`) ?? [{ id: 'axe did not run', nodes: [] }];
		walk.ok(found.length === 0, `axe on ${kind}: ${found.map(v => `${v.id} ${v.nodes.slice(0, 2).map(n => n.target).join(' ')}`).join('; ')}`);
	};
	// Nobody signed in, with a look: { lang, theme, size } as the cookies have them, { javaScriptEnabled } and the like for the browser.
	walk.visit = async (look = {}, options = {}) => {
		const context = await browser.newContext({ viewport: { width, height }, locale: language, reducedMotion: 'reduce',
			javaScriptEnabled: walk.hasScript, ...options });
		await context.addCookies(Object.entries(look).map(([name, value]) => ({ name, value: String(value), url: base, secure: true, sameSite: 'Lax' })));
		const page = await context.newPage();
		page.setDefaultTimeout(20000);
		return page;
	};
	walk.enter = async (who, look = {}, options = {}) => {
		const page = await walk.visit(look, options);
		await page.goto(`${base}/sign-in`);
		await page.locator('form[action="/sign-in/persona"] button').nth(persona[who]).click();
		return page;
	};
	walk.go = async (page, path, look) => {
		const answer = await page.goto(base + path);
		walk.ok(answer.status() === 200, `${path} answers 200, not ${answer.status()}`);
		if (look !== null) await walk.check(page, look);
	};
	walk.press = (page, action) => page.locator(`form[action$="${action}"] button`).first().click();
	walk.unfold = (page, action) => page.locator(`details:has(form[action$="${action}"]) summary`).first().click();
	// Runs the walk; says where it failed, closes everything, and leaves with the exit code.
	walk.run = async (name, play) => {
		try {
			await play();
		} catch (error) {
			walk.failed++;
			const place = (error.stack.match(new RegExp(`${name}\\.mjs:\\d+`, 'g')) ?? []).join(' ');
			console.log(`FAILED ${name} ${language} ${size}: ${error.message.split('\n')[0]} (${place})`);
		}
		await browser.close();
		stage.stdin.write('quit\n');
		await new Promise(done => stage.on('exit', done));
		console.log(`checks ${walk.passed} ${walk.failed}`);
		process.exit(walk.failed ? 1 : 0);
	};
	return walk;
}
