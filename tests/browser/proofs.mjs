// SPDX-License-Identifier: Apache-2.0
// Whatever can be checked, checked in a real browser: a volunteer issues her certificate in two taps; its QR code is read
// back from the rendered PDF and verified, by the house and on a saved page without a network; another one waits until the
// desk has seen a document; a newer one supersedes, a manager revokes; receipts and heads hold, and a rewritten tree is told.
import { begin } from './walk.mjs';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [stageProgram, data, language, size] = process.argv.slice(2);
const walk = await begin(stageProgram, data, size, language);
const { ok, ask, enter, go, press, visit, base } = walk;
const folder = mkdtempSync(join(tmpdir(), 'lastmile-paper-'));
const json = (page, path) => ask(page, `fetch(${JSON.stringify(path)}, { headers: { Accept: "application/json" } }).then(r => r.json())`);
const standing = page => page.locator('#answer').getAttribute('data-standing');

// A file as the page itself would fetch it, with its cookies.
async function file(page, path) {
	const got = await ask(page, `fetch(${JSON.stringify(path)}).then(async r => ({ status: r.status, type: r.headers.get("content-type"),
		body: Array.from(new Uint8Array(await r.arrayBuffer()), byte => String.fromCharCode(byte)).join("") }))`);
	return { ...got, body: Buffer.from(got.body, 'latin1') };
}

// What a phone's camera reads from the printed sheet.
async function readPaper(page, path) {
	const answer = await file(page, path);
	ok(answer.status === 200 && answer.type === 'application/pdf', `${path} is a PDF`);
	const pdf = join(folder, 'paper.pdf');
	writeFileSync(pdf, answer.body);
	execFileSync('pdftoppm', ['-r', '200', '-png', '-singlefile', pdf, join(folder, 'paper')]);
	return execFileSync('zbarimg', ['-q', '--raw', join(folder, 'paper.png')], { stdio: ['ignore', 'pipe', 'ignore'] }).toString().trim();
}

// The page as a browser saves it: the words and the script beside them.
async function savedPage(page) {
	const script = await ask(page, 'document.querySelector("script[src]").getAttribute("src")');
	writeFileSync(join(folder, 'page.js'), (await file(page, script)).body);
	writeFileSync(join(folder, 'page.html'), (await file(page, new URL(page.url()).pathname)).body.toString().replace(script, 'page.js'));
	const offline = await visit({});
	await offline.context().setOffline(true);
	await offline.goto(`file://${join(folder, 'page.html')}`);
	return offline;
}
async function verdict(page, slip) {
	await page.locator('#p').fill(slip);
	await page.locator('form[data-slip-form] output:not([hidden])').waitFor();
	// The answer is worked out anew behind each key: wait for the one of this slip.
	return ask(page, `lastmileProof.readSlip(document.querySelector("#p").value, lastmileProof.fromHex(document.querySelector("[data-slip-form]").dataset.key)).then(s => s.verdict)`);
}

async function issueInTwoTaps() {
	const barber = await enter('barber');
	await go(barber, '/serve/record');
	await barber.locator('a[href="/serve/certificates"]').click();
	await walk.check(barber);
	await press(barber, '/serve/certificates');
	await barber.waitForURL(/certificates\/[0-9a-z]{13}$/);
	await walk.check(barber);
	const path = new URL(barber.url()).pathname;
	const one = await json(barber, path);
	ok(one.is_valid && one.is_issued, 'issued at once');
	const read = await readPaper(barber, `${path}/pdf`);
	ok(read === `${base}/verify?p=${one.slip}`, 'the code on the paper leads to the verification of this certificate');

	const anyone = await visit({});
	await anyone.goto(read);
	await walk.check(anyone, ' asked');
	ok(await standing(anyone) === 'valid', 'anyone finds it valid without signing in');
	await go(anyone, `/verify/${one.facts.number}`, null);
	ok(await standing(anyone) === 'valid', 'by its number too');
	ok(!(await anyone.locator('main').innerText()).includes(one.facts.holder), 'by the number alone the name is masked');
	const wrong = one.facts.number.replace(/.$/, last => String((Number(last) + 1) % 10));
	await go(anyone, `/verify/${wrong}`, null);
	ok(await standing(anyone) === 'unreadable', 'a wrong check digit shows');
	const middle = Math.floor(one.slip.length / 2);
	const forged = one.slip.slice(0, middle) + (one.slip[middle] === 'A' ? 'B' : 'A') + one.slip.slice(middle + 1);
	await anyone.goto(`${base}/verify?p=${forged}`);
	ok(!['valid', 'superseded', 'revoked'].includes(await standing(anyone)), 'a changed code is not ours');

	await go(anyone, '/verify');
	const offline = await savedPage(anyone);
	ok(await verdict(offline, read) === 'good', 'a saved page without a network finds the signature good');
	ok(await offline.locator('form[data-slip-form] output').getAttribute('data-good') === 'true', 'and says so');
	ok(await verdict(offline, forged) !== 'good', 'and a changed one bad');
	await offline.context().close();

	await press(barber, `${path}/replace`);
	await barber.waitForURL(url => !url.pathname.endsWith(path));
	ok((await json(barber, new URL(barber.url()).pathname)).is_valid, 'a newer one is issued');
	await anyone.goto(read);
	ok(await standing(anyone) === 'superseded', 'and the older one is superseded');
	return { anyone, path: new URL(barber.url()).pathname };
}

async function issueAtTheDesk(anyone, own) {
	const decliner = await enter('decliner');
	await go(decliner, '/serve/certificates');
	await press(decliner, '/serve/certificates');
	await decliner.waitForURL(/certificates\/[0-9a-z]{13}$/);
	await walk.check(decliner, ' waiting');
	const id = new URL(decliner.url()).pathname.split('/').pop();
	ok((await json(decliner, `/serve/certificates/${id}`)).is_waiting, 'without a document on file it waits');
	const clerk = await enter('clerk');
	await go(clerk, '/desk/certificates');
	await clerk.locator(`a[href="/desk/certificates/${id}"]`).click();
	await walk.check(clerk, ' waiting');
	await clerk.locator('#tail').fill('12');
	await press(clerk, '/check');
	await clerk.locator('.field-error').waitFor();
	await clerk.locator('#tail').fill('012X');
	await press(clerk, '/check');
	await clerk.locator(`a[href$="/pdf"]`).waitFor();
	await walk.check(clerk);
	const read = await readPaper(clerk, `/desk/certificates/${id}/pdf`);
	await anyone.goto(read);
	ok(await standing(anyone) === 'valid', 'the desk printed a valid one');

	const manager = await enter('manager');
	await go(manager, `/desk/certificates/${id}`, null);
	await manager.locator('details.way summary').click();
	await manager.locator('#note').fill('证件有误');
	await press(manager, '/revoke');
	await anyone.goto(read);
	ok(await standing(anyone) === 'revoked', 'a revoked one is told to anyone');
	ok((await anyone.locator('main').innerText()).includes('证件有误'), 'with the reason');
	await go(anyone, '/verify', null);
	const offline = await savedPage(anyone);
	ok(await verdict(offline, read) === 'good', 'its signature is good for ever');
	await offline.locator('form[data-slip-form] output[data-ended="revoked"]').waitFor();
	ok(await offline.locator('form[data-slip-form] output').getAttribute('data-good') === 'false', 'but a page saved since knows without a network that it was revoked');
	const forgotten = await ask(offline, `(async () => { const place = document.querySelector('[data-revoked-list]');
		const key = lastmileProof.fromHex(document.querySelector('[data-slip-form]').dataset.key);
		return [await lastmileProof.readRevoked(place.textContent, key) !== null, await lastmileProof.readRevoked(place.textContent.replace(' revoked', ' superseded'), key) === null,
			await lastmileProof.readRevoked(place.textContent.replace(/[0-9]{17} revoked./s, ''), key) === null]; })()`);
	ok(forgotten.every(Boolean), `the list is signed, and a line that was changed or left out shows: ${forgotten}`);
	await offline.context().close();
	await go(anyone, '/revoked');
	ok(await anyone.locator('tbody tr').count() === 2, 'both ended ones are on the public list');
	ok((await file(decliner, own)).status === 404, "another volunteer's certificate is not there");
}

// The receipt as a file, without a network: good as it was saved, bad with one byte changed, wherever that is.
async function keepTheReceipt(page) {
	const saved = await savedPage(page);
	const said = async one => {
		await one.locator('main output:not([hidden])').waitFor();
		return one.locator('main output').getAttribute('data-good');
	};
	ok(await said(saved) === 'true', 'a saved receipt is good without a network');
	const amount = await saved.locator('[data-shown]').innerText();
	ok((await saved.locator('main output').innerText()).includes(amount), `and tells the amount that stands in the ledger: ${amount}`);
	const whole = readFileSync(join(folder, 'page.html'), 'utf8');
	const turn = digit => (digit === '0' ? '1' : '0');
	const changes = {
		'in the entry': [/data-entry>(.{70})(.)/s, (all, head, digit) => `data-entry>${head}${turn(digit)}`],
		'in the proof': [/data-path>(.{9})(.)/s, (all, head, digit) => `data-path>${head}${turn(digit)}`],
		'in the number of the head': [/data-note>([^\n]+\n\d*)(\d)/s, (all, head, digit) => `data-note>${head}${(Number(digit) + 1) % 10}`],
		'in the recognising bytes': [/data-secret>(.{9})(.)/s, (all, head, digit) => `data-secret>${head}${turn(digit)}`],
		'in what the page shows': [/data-shown>([^<]*)(\d)/s, (all, head, digit) => `data-shown>${head}${(Number(digit) + 1) % 10}`],
	};
	for (const [where, [pattern, change]] of Object.entries(changes)) {
		const other = whole.replace(pattern, change);
		ok(other !== whole && other.length === whole.length, `one byte changed ${where}`);
		writeFileSync(join(folder, 'page.html'), other);
		await saved.reload();
		ok(await said(saved) === 'false', `and it shows: one byte ${where}`);
	}
	await saved.context().close();
}

// Her page of points keeps the head, too; so do receipts: no need to look at /heads to be told of another history.
async function meetAnotherHistory(page, receipt, kept) {
	const name = 'lastmile lastmile/370725';
	const keep = value => ask(page, `localStorage.setItem(${JSON.stringify(name)}, ${JSON.stringify(JSON.stringify(value))})`);
	const outputs = { '/my/points': '[data-head] + output', [receipt]: 'main output' };
	for (const [path, output] of Object.entries(outputs)) {
		const said = async () => {
			await page.locator(`${output}:not([hidden])`).waitFor();
			return page.locator(output).getAttribute('data-good');
		};
		await keep({ ...kept, root: '00'.repeat(32) });
		await go(page, path, null);
		ok(await said() === 'false', `${path} tells of a history that was rewritten`);
		await keep({ ...kept, key: '00'.repeat(32) });
		await page.reload();
		ok(await said() === 'false', `${path} tells of another key`);
		await keep({ ...kept, size: 1e9 });
		await page.reload();
		ok(await said() === 'false', `${path} tells of a ledger that was cut off`);
		await keep(kept);
		await page.route('**/heads/proof?*', route => route.abort());
		await page.reload();
		ok(await said() === 'true', `${path}: who could not be asked is not accused`);
		ok(JSON.parse(await ask(page, `localStorage.getItem(${JSON.stringify(name)})`)).size === kept.size, 'and the old head stays kept');
		await page.unroute('**/heads/proof?*');
		await page.reload();
		ok(await said() === 'true', `${path} finds that it only grew`);
		ok(JSON.parse(await ask(page, `localStorage.getItem(${JSON.stringify(name)})`)).size > kept.size, 'and keeps the newer head');
	}
}

async function checkTheTree() {
	const giver = await enter('giver');
	await walk.add(2); // the clock signs
	await go(giver, '/my/points');
	await giver.locator('td.num a').first().click();
	await giver.locator('main output:not([hidden])').waitFor();
	await walk.check(giver);
	ok(await giver.locator('main output').getAttribute('data-good') === 'true', 'her own browser finds the receipt good');
	const receipt = new URL(giver.url()).pathname;
	await keepTheReceipt(giver);
	await go(giver, '/serve/record', null);
	await giver.locator('td a[href^="/serve/records/"]').first().click();
	await giver.locator('a[href*="/states/"]').first().click();
	await giver.locator('main output:not([hidden])').waitFor();
	await walk.check(giver);
	ok(await giver.locator('main output').getAttribute('data-good') === 'true', 'and that of the state of a record');
	await go(giver, '/heads');
	const said = async () => {
		await giver.locator('main output:not([hidden])').waitFor();
		return giver.locator('main output').getAttribute('data-good');
	};
	ok(await said() === 'true', 'the head is signed, and kept');
	const kept = JSON.parse(await ask(giver, 'localStorage.getItem("lastmile lastmile/370725")'));
	ok(kept.size > 0, 'by the browser');
	await press(await enter('barber').then(async page => { await go(page, '/serve/certificates', null); return page; }), '/serve/certificates');
	await walk.add(2);
	await giver.reload();
	ok(await said() === 'true', 'a later head extends the one that was kept');
	ok(JSON.parse(await ask(giver, 'localStorage.getItem("lastmile lastmile/370725")')).size > kept.size, 'and takes its place');
	await ask(giver, `localStorage.setItem("lastmile lastmile/370725", ${JSON.stringify(JSON.stringify({ ...kept, root: '00'.repeat(32) }))})`);
	await giver.reload();
	ok(await said() === 'false', 'a tree that was rewritten since is told');
	await meetAnotherHistory(giver, receipt, kept);
	const other = await enter('barber');
	ok((await file(other, receipt)).status === 404, "another person's receipt is not there");
	const totals = await json(giver, '/heads');
	ok(Math.abs(totals.issued - totals.held - totals.spent - totals.expired) < 0.001, 'issued = held + spent + expired');
}

await walk.run('proofs', async () => {
	try {
		const { anyone, path } = await issueInTwoTaps();
		await issueAtTheDesk(anyone, path);
		await checkTheTree();
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
});
