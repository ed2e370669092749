// SPDX-License-Identifier: Apache-2.0
// Papers: a statement of points and the five parts of a record, on the page and as files; the file for the national system
// from the dry run to the answers, fetched as a download and read back.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { begin } from './walk.mjs';

const [stageProgram, data, language, size] = process.argv.slice(2);
const walk = await begin(stageProgram, data, size, language);
const { ok, ask, enter, go } = walk;
const folder = mkdtempSync(join(tmpdir(), 'papers-'));

// Presses a button that answers with a file; its bytes and its name.
async function download(page, button) {
	const coming = page.waitForEvent('download');
	await button.click();
	const file = await coming;
	const path = join(folder, file.suggestedFilename());
	await file.saveAs(path);
	return { bytes: readFileSync(path), name: file.suggestedFilename() };
}
const json = (page, path) => ask(page, `fetch('${path}', { headers: { Accept: 'application/json' } }).then(answer => answer.json())`);

async function handIn() {
	const manager = await enter('manager');
	await go(manager, '/desk/exports');
	const tried = await json(manager, '/desk/exports');
	ok(tried.ready > 100 && tried.lacking > 0 && tried.row.every(row => row.lack.length > 0), `the dry run knows what is ready and what each other one lacks: ${tried.ready} ${tried.lacking}`);
	await manager.locator('#ex-reason').fill('月报');
	await manager.locator('form[action="/desk/exports"] button').click();
	await manager.waitForURL(/exports\/[0-9a-z]{13}$/);
	await walk.check(manager);
	const path = new URL(manager.url()).pathname;
	const sent = (await json(manager, path)).lines;
	ok((await json(manager, '/desk/exports')).ready === tried.ready - sent, 'what was sent is not ready any more');

	await manager.locator('#ex-why').fill('上报');
	const book = await download(manager, manager.locator('button[value="xlsx"]'));
	ok(book.name.startsWith('demo-') && book.name.endsWith('.xlsx') && book.bytes.subarray(0, 2).toString() === 'PK', `a demonstration says so: ${book.name}`);
	await go(manager, path, null);
	await manager.locator('#ex-why').fill('上报');
	const plain = (await download(manager, manager.locator('button[value="csv"]'))).bytes.toString();
	const rows = plain.trim().split('\r\n');
	ok(plain.charCodeAt(0) === 0xfeff && rows.length === sent + 1, 'CSV with its mark and all its rows');
	ok(rows.slice(1).every(row => /"370799\d{11}[\dX]"/.test(row)), 'each with its document');
	await manager.context().close();
	return { path, numbers: rows.slice(1).map(row => row.split('"')[1]) };
}

async function bringBack({ path, numbers }) {
	const clerk = await enter('clerk');
	await go(clerk, path, ' of a clerk');
	ok(await clerk.locator('#ex-why').count() === 0, 'a clerk does not fetch the file');
	const words = clerk.locator('#ex-words');
	const says = () => ask(clerk, 'document.getElementById("ex-words").validationMessage');
	await words.fill('啊'.repeat(40001));
	ok((await says()).length > 20 && (await words.inputValue()).length === 40001, 'what is too long is said before it is sent, and all of it stays');
	await words.fill('啊'.repeat(40000));
	ok(await says() === '', 'what fits is fine');
	const answers = join(folder, 'answers.csv');
	writeFileSync(answers, `\ufeff记录编号,审核结果,原因\r\n${numbers[0]},通过,\r\n${numbers[1]},不通过,证件号码不符\r\n${numbers[2]},也许,\r\n`);
	await clerk.locator('input[type=file]').setInputFiles(answers);
	await clerk.waitForFunction(() => document.getElementById('ex-words').value.includes(','));
	await clerk.locator('form[action$="/answers"] button').click();
	await clerk.locator('.note.is-done').waitFor();
	await walk.check(clerk, ' told');
	ok((await clerk.locator('.note.is-waiting li').count()) === 1, 'the line that was not understood is named');
	const page = await json(clerk, path);
	ok(page.accepted === 1 && page.refused === 1 && page.row[0].reason === '证件号码不符', 'accepted and refused, with the reason, refused first');

	await clerk.locator('td a[href*="?record"]').first().click();
	await clerk.locator('#ex-one').waitFor();
	await walk.check(clerk, ' by hand');
	await clerk.locator('button[value="corrected"]').click();
	await clerk.waitForURL(url => !url.search);
	ok((await json(clerk, path)).corrected === 1, 'what was corrected waits for the next file');
	await clerk.context().close();
}

async function setTheMapping() {
	const manager = await enter('manager');
	await go(manager, '/desk/exports/mapping');
	const words = await manager.locator('#em-words').inputValue();
	await manager.locator('#em-words').fill(words + '\ncolumn 备注 = person.what');
	await manager.locator('form[action$="/mapping"] button').click();
	await manager.locator('.field-error').waitFor();
	await walk.check(manager, ' with a fault');
	ok((await manager.locator('.field-error').innerText()).includes(String(words.split('\n').length + 1)), 'a fault is told with its line');
	await manager.locator('#em-words').fill(words + '\nfixed 备注 = 无');
	await manager.locator('form[action$="/mapping"] button').click();
	await manager.waitForLoadState();
	ok(!(await json(manager, '/desk/exports/mapping')).is_own, 'a right one is kept');
}

async function herOwn() {
	const barber = await enter('barber');
	await go(barber, '/my/points', null);
	await barber.locator('a[href="/my/statement"]').click();
	await barber.waitForURL(/statement$/);
	await walk.check(barber);
	await barber.locator('#st-from').fill('2020-01-01');
	await barber.locator('form[action="/my/statement"] button').click();
	await barber.waitForURL(/from=2020/);
	const statement = await json(barber, '/my/statement?from=2020-01-01');
	ok(statement.line.length > 0 && Math.abs(statement.closing - statement.came - statement.went) < 0.001, 'all her lines add up');
	const book = await download(barber, barber.locator('a[href*="form=xlsx"]'));
	ok(book.name.startsWith('demo-statement-') && book.bytes.subarray(0, 2).toString() === 'PK', `the statement is a file: ${book.name}`);
	await go(barber, '/serve/dossier');
	ok(await barber.locator('main h2').count() === 5, 'the record has five parts');
	ok((await download(barber, barber.locator('a[href$="form=xlsx"]'))).name.startsWith('demo-record-'), 'and is a file too');
	await barber.context().close();
}

async function putDownAPart() {
	const clerk = await enter('clerk');
	await go(clerk, '/desk', null);
	const volunteers = await json(clerk, '/desk/exports');
	await go(clerk, volunteers.row[0].person + '/statement', ' at the desk');
	await go(clerk, volunteers.row[0].person + '/dossier');
	await clerk.locator('#pt-title').fill('急救培训');
	await clerk.locator('#pt-by').fill('县红十字会');
	await clerk.locator('#pt-day').fill('2026-03-01');
	await clerk.locator('#add button').click();
	await clerk.locator('#pt-minutes-e').waitFor();
	await walk.check(clerk, ' refused');
	await clerk.locator('#pt-minutes').fill('120');
	await clerk.locator('#add button').click();
	await clerk.locator('td b', { hasText: '急救培训' }).waitFor();
	ok(true, 'a training stands in her record');
}

await walk.run('papers', async () => {
	try {
		await herOwn();
		await putDownAPart();
		await bringBack(await handIn());
		await setTheMapping();
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
});
