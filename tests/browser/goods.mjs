// SPDX-License-Identifier: Apache-2.0
// Goods for points: somebody takes one and has a code, whose picture is read back from the screen; the desk hands it out by keyboard alone;
// another is given back; a manager offers one, withdraws it, and shuts the shop.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { begin } from './walk.mjs';

const [stageProgram, data, language, size] = process.argv.slice(2);
const walk = await begin(stageProgram, data, size, language);
const { ok, ask, enter, go } = walk;
const folder = mkdtempSync(join(tmpdir(), 'goods-'));
const json = (page, path) => ask(page, `fetch('${path}', { headers: { Accept: 'application/json' } }).then(answer => answer.json())`);

async function take(page) {
	await go(page, '/my/points');
	await page.locator('a[href="/shop"]').click();
	await page.waitForURL('**/shop');
	await walk.check(page);
	const shelf = (await json(page, '/shop')).good;
	const out = shelf.find(one => one.is_out);
	const good = shelf.find(one => one.can_afford && !one.is_out);
	ok(good && out && shelf.at(-1).is_out, `something can be afforded, something is out, and that stands last: ${JSON.stringify(shelf)}`);
	await go(page, out.href, ' out');
	ok(await page.locator('form[action^="/shop/"] button').count() === 0, 'what is out has no button');
	await go(page, good.href);
	await page.locator('form[action^="/shop/"] button').click();
	await page.waitForURL(/\/my\/goods\/[0-9a-z]{13}$/);
	await walk.check(page);
	return good;
}

async function readCode(page) {
	const code = (await page.locator('.code').textContent()).replace(/\D/g, '');
	ok(/^\d{6}$/.test(code), `six digits: ${code}`);
	const picture = join(folder, 'code.png');
	await page.locator('svg.qr').screenshot({ path: picture });
	const read = execFileSync('zbarimg', ['-q', '--raw', picture], { stdio: ['ignore', 'pipe', 'ignore'] }).toString().trim();
	ok(read === code, `the picture says the same: ${read}`);
	await page.emulateMedia({ media: 'print' });
	const printed = await ask(page, `['.code', 'svg.qr', '.print-head', 'form[action$="/cancel"]'].map(one => getComputedStyle(document.querySelector(one)).display)`);
	ok(printed.slice(0, 3).every(one => one !== 'none') && printed[3] === 'none', `the slip has the code, its picture and a head, and no button: ${printed}`);
	await page.emulateMedia({ media: 'screen' });
	return code;
}

// Nothing but the keyboard: the box is ready, Enter finds, Enter hands out.
async function handOut(code) {
	const clerk = await enter('clerk');
	await go(clerk, '/desk/menu', null);
	await clerk.locator('a[href="/desk/goods"]').click();
	await clerk.waitForURL('**/desk/goods');
	await walk.check(clerk);
	ok(await ask(clerk, 'document.activeElement.id') === 'code', 'the box for the code is ready');
	await clerk.keyboard.type('000000');
	await clerk.keyboard.press('Enter');
	await clerk.locator('#e-code').waitFor();
	await walk.check(clerk, ' wrong');
	await clerk.locator('#code').fill('');
	await clerk.locator('#code').focus();
	await clerk.keyboard.type(code);
	await clerk.keyboard.press('Enter');
	await clerk.waitForURL(/pick-ups\/[0-9a-z]{13}\?told=[0-9a-z]{13}$/);
	await walk.check(clerk);
	ok(await ask(clerk, 'document.activeElement.closest("form")?.getAttribute("action").endsWith("/hand-out")'), 'the button is ready');
	await clerk.keyboard.press('Enter');
	await clerk.locator('.state.is-done').waitFor();
	await walk.check(clerk, ' done');
	await clerk.context().close();
}

// Without the code: the clerk takes one for somebody who stands at the window, a colleague says how she knew her; both names stand on the holder's page.
async function atTheWindow(page, other) {
	const clerk = await enter('clerk');
	await go(clerk, '/desk/goods', null);
	await clerk.locator(`tr:has(.state.is-done) a:not([href$="${other.href.slice(-13)}"])`).first().click();
	await clerk.locator('#words').fill((await json(page, '/my/statement')).who);
	await clerk.keyboard.press('Enter');
	await clerk.locator('button[name="who"]').waitFor();
	await walk.check(clerk, ' found');
	await clerk.locator('#channel').selectOption('window');
	await clerk.locator('button[name="who"]').first().click();
	await clerk.waitForURL(/pick-ups\/[0-9a-z]{13}$/);
	await walk.check(clerk, ' own');
	ok(await clerk.locator('form[action$="/hand-out"]').count() === 0, 'who took it does not hand it out');
	const path = new URL(clerk.url()).pathname;
	await clerk.context().close();
	const mine = path.replace('/desk/pick-ups/', '/my/goods/');
	await go(page, mine, ' taken for her');
	ok((await json(page, mine)).taken_by.length > 0, 'she reads who took it for her');
	const manager = await enter('manager');
	await go(manager, path, ' plain');
	await manager.locator('#seen').fill('看了身份证');
	await walk.press(manager, '/hand-out');
	await manager.locator('.state.is-done').waitFor();
	await go(manager, '/desk/goods', ' with a list');
	ok((await json(manager, '/desk/goods')).plain.some(one => one.href === path && one.seen === '看了身份证'), 'it stands on the manager\'s list');
	await manager.context().close();
	await go(page, mine, ' without the code');
	ok((await json(page, mine)).was_plain && await page.locator('.note.is-waiting').count() === 1, 'and she is told on her page');
}

async function giveBack(page, good) {
	const before = (await json(page, '/my/points')).available;
	await go(page, good.href, null);
	await page.locator('form[action^="/shop/"] button').click();
	await page.waitForURL(/\/my\/goods\/[0-9a-z]{13}$/);
	ok((await json(page, '/my/points')).available === before - good.price, 'the points are set aside');
	await walk.press(page, '/cancel');
	await page.locator('.state.is-quiet').waitFor();
	await walk.check(page, ' over');
	ok((await json(page, '/my/points')).available === before, 'and are back');
	await go(page, '/my/goods');
	ok(await page.locator('.line').count() >= 2, 'both stand on her list');
}

async function keepShop() {
	const manager = await enter('manager');
	await go(manager, '/desk/goods', null);
	await manager.locator('a[href="/desk/goods/new"]').click();
	await manager.waitForURL('**/desk/goods/new');
	await walk.check(manager);
	for (const [name, words] of [['title', '雨伞'], ['given', '一把'], ['pick_up', '服务台'], ['price', '3'], ['stock', '4']])
		await manager.locator(`#f-${name}`).fill(words);
	await manager.locator('form[action="/desk/goods/new"] button').click();
	await manager.waitForURL(/goods\/[0-9a-z]{13}$/);
	await walk.check(manager);
	const path = new URL(manager.url()).pathname;
	await manager.locator('#pieces').fill('-1');
	await manager.locator('#reason').fill('坏了一把');
	await walk.press(manager, '/count');
	await manager.waitForFunction(() => document.body.textContent.includes('坏了一把'));
	ok((await json(manager, path)).stock === 3, 'three are left');
	await walk.press(manager, '/withdraw');
	await manager.locator('form[action$="/return"]').waitFor();
	await walk.check(manager, ' withdrawn');
	await go(manager, '/desk/settings', null);
	await manager.locator('input[name="shop"][value="shut"]').check();
	await manager.locator('form[action="/desk/settings"] button').click();
	await manager.waitForURL('**/desk/settings');
	ok((await manager.goto(`${walk.base}/desk/goods`)).status() === 404, 'a shut shop is not there');
	await manager.context().close();
}

await walk.run('goods', async () => {
	const giver = await enter('giver');
	const good = await take(giver);
	await handOut(await readCode(giver));
	await giver.reload();
	ok(await giver.locator('.code').count() === 0 && await giver.locator('.state.is-done').count() === 1, 'she reads that it was picked up');
	await atTheWindow(giver, good);
	await giveBack(giver, good);
	await keepShop();
	ok((await giver.goto(`${walk.base}/my/goods`)).status() === 404, 'nor for her');
	await go(giver, '/my/points', null);
	ok(await giver.locator('a[href="/shop"]').count() === 0, 'and no link leads to it');
	rmSync(folder, { recursive: true });
});
