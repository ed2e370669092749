// SPDX-License-Identifier: Apache-2.0
// The faces of residents, volunteers and the public in every look: axe in light and dark and in three languages; elder
// mode measured on every page of the resident; Traditional characters without touching a name; the bell; the numbers;
// and one whole order and yes with JavaScript off.
import { begin } from './walk.mjs';

const [stageProgram, data, language, size] = process.argv.slice(2);
const walk = await begin(stageProgram, data, size, language);
const { ok, ask, enter, go, press, unfold, visit } = walk;

const publicPages = ['/', '/menu', '/how', '/numbers', '/privacy', '/sign-in'];
const residentPages = ['/my', '/my/new', '/my/requests', '/my/card', '/my/points', '/my/kin', '/my/consents', '/serve/join', '/notices', '/me'];
const volunteerPages = ['/serve', '/serve/open', '/serve/duties', '/serve/record', '/serve/me', '/notices'];

// Text smaller than `least` px, things to press smaller than 60 px (links inside a sentence are text), and sideways scrolling.
const measure = least => `(() => {
	const wrong = [];
	const seen = el => el.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true }) && !el.closest('.unseen, .skip, [hidden]');
	const say = (el, what) => wrong.push(what + ': ' + (el.className || el.tagName) + ' "' + (el.textContent || el.name || '').trim().slice(0, 30) + '"');
	const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	while (texts.nextNode()) {
		const el = texts.currentNode.parentElement;
		if (!texts.currentNode.data.trim() || !seen(el) || el.closest('script, style, option, datalist, kbd')) continue;
		const px = parseFloat(getComputedStyle(el).fontSize);
		if (px < ${least} - 0.01) say(el, px + ' px');
	}
	for (const el of document.querySelectorAll('a, button, summary, input:not([type=hidden]), select, textarea, label.choice')) {
		if (!seen(el) || el.disabled || el.closest('label.choice, label.cell') && el.tagName === 'INPUT') continue;
		const style = getComputedStyle(el);
		if (style.display === 'inline' && el.closest('p, li, dd, td, .note')) continue;
		const box = el.getBoundingClientRect();
		if (box.height < 59.5 || box.width < 59.5) say(el, Math.round(box.width) + ' by ' + Math.round(box.height));
	}
	const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
	if (wide > 1) wrong.push('the page is ' + wide + ' px too wide: ' + [...document.querySelectorAll('main *')].filter(el => el.getBoundingClientRect().right > innerWidth + 1).slice(0, 3).map(el => el.className || el.tagName).join(', '));
	return wrong;
})()`;

async function isLarge(page, path, least) {
	const wrong = await ask(page, measure(least));
	ok(wrong.length === 0, `elder mode at ${least} px on ${path}: ${[...new Set(wrong)].slice(0, 6).join('; ')}`);
	ok(await page.locator('a[href^="tel:"]').count() > 0, `a telephone link on ${path}`);
}
const inShown = page => ask(page, 'document.querySelector("main").innerText');

async function everyPageInEveryLook() {
	const looks = [{ lang: 'zh-Hans', theme: 'light' }, { lang: 'zh-Hant', theme: 'dark' }, { lang: 'en', theme: 'dark' }];
	for (const look of looks) {
		const mark = ` ${look.lang} ${look.theme}`;
		const anyone = await visit(look);
		for (const path of publicPages) await go(anyone, path, mark);
		const daughter = await enter('daughter', look);
		for (const path of residentPages) await go(daughter, path, mark);
		const request = await daughter.locator('a[href^="/my/requests/"]').first().getAttribute('href', { timeout: 500 }).catch(() => null);
		if (request) await go(daughter, request, mark);
		const giver = await enter('giver', look);
		for (const path of volunteerPages) await go(giver, path, mark);
		await go(giver, '/serve/record', null);
		await giver.locator('main .rows a').first().hover();
		await walk.check(giver, `${mark} under the pointer`);
		const leader = await enter('leader', look);
		await go(leader, '/team', mark);
		for (const page of [anyone, daughter, giver, leader]) await page.context().close();
	}
}

async function elderMode() {
	for (const [step, least] of [[1, 18], [3, 18], [5, 18]]) {
		const look = { lang: 'zh-Hans', theme: 'light', size: step };
		const mother = await enter('mother', look);
		for (const path of [...residentPages, '/', '/menu', '/how']) {
			await go(mother, path, ` elder ${step}`);
			await isLarge(mother, path, least);
			const px = await ask(mother, 'parseFloat(getComputedStyle(document.body).fontSize)');
			ok(px === [16, 18, 20, 22, 26, 30][step], `text of step ${step} is ${px} px`);
		}
		await go(mother, '/my/requests', null);
		await mother.locator('main a[href^="/my/requests/"]').first().click();
		await walk.check(mother, ` elder ${step}`);
		await isLarge(mother, walk.kind(mother), least);
		await mother.context().close();
	}
	// The buttons themselves, step by step to 30 px and no further.
	const mother = await enter('mother', { size: 0 }, { javaScriptEnabled: false });
	await go(mother, '/my', null);
	for (const px of [18, 20, 22, 26, 30]) {
		await mother.locator('form.tool-form button').nth(1).click();
		const shown = await mother.locator('html').getAttribute('data-size');
		ok(shown === String([16, 18, 20, 22, 26, 30].indexOf(px)), `A+ leads to ${px} px`);
	}
	ok(await mother.locator('form.tool-form button').nth(1).isDisabled(), 'A+ ends at 30 px');
	await mother.context().close();
}

async function traditional() {
	const page = await visit({ lang: 'zh-Hant' });
	await go(page, '/menu', null);
	const menu = await inShown(page);
	ok(menu.includes('理髮') && !menu.includes('理发'), 'the menu is written in Traditional characters');
	await go(page, '/numbers', null);
	ok((await inShown(page)).includes('車站社區'), 'and so are places');
	const daughter = await enter('daughter', { lang: 'zh-Hant' });
	await go(daughter, '/my', null);
	ok((await inShown(daughter)).includes('陈桂兰'), 'a name stays as its family writes it');
	const english = await visit({ lang: 'en' });
	await go(english, '/menu', null);
	ok((await inShown(english)).includes('Haircut at home'), 'and English readers get the English title');
	for (const one of [page, daughter, english]) await one.context().close();
}

async function numbers() {
	const page = await visit();
	await go(page, '/numbers', null);
	const cells = await page.locator('.trend td.num').allInnerTexts();
	ok(cells.length > 50, 'the numbers are there');
	ok(cells.every(cell => !/^[1-4]$/.test(cell.trim())), 'no count from one to four is shown');
	ok(await page.locator('.trend svg[aria-hidden=true] rect').count() > 50, 'with bars beside them');
	await page.context().close();
}

// Who types a password can look at it, by mouse and by keyboard; without script it is a plain field.
async function passwords() {
	const page = await visit({ lang: 'zh-Hans' });
	await go(page, '/sign-in', null);
	const field = page.locator('#f-password');
	const button = page.locator('[data-reveals="f-password"]');
	await field.fill('四月的雨');
	ok(await field.getAttribute('type') === 'password' && await button.getAttribute('aria-pressed') === 'false', 'a password is hidden at first');
	await button.click();
	ok(await field.getAttribute('type') === 'text' && await button.getAttribute('aria-pressed') === 'true', 'one press shows it');
	ok(await field.inputValue() === '四月的雨' && await ask(page, 'document.activeElement.id') === 'f-password', 'with what was typed, ready to go on');
	await walk.check(page, ' with the password shown');
	await button.focus();
	await page.keyboard.press('Space');
	ok(await field.getAttribute('type') === 'password', 'and a key hides it again');
	const plain = await visit({}, { javaScriptEnabled: false });
	await go(plain, '/sign-in', null);
	ok(await plain.locator('#f-password').getAttribute('type') === 'password' && !await plain.locator('[data-reveals]').isVisible(), 'without script there is no such button');
	for (const one of [page, plain]) await one.context().close();
}

// A daughter orders for her mother, the station asks, a volunteer says yes, all without a line of script; then the bell.
async function withoutScript() {
	const off = { javaScriptEnabled: false };
	const daughter = await enter('daughter', {}, off);
	const clerk = await enter('clerk', {}, off);
	const giver = await enter('giver', {}, off);
	let day = new Date(walk.now.getTime() + 8 * 3600e3);
	do day = new Date(day.getTime() + 86400e3); while (day.getUTCDay() !== 3 || day.getTime() - walk.now.getTime() < 7 * 86400e3);
	await go(daughter, '/my', null);
	await daughter.locator('.tile').nth(3).click();
	await daughter.locator('input[name=day]').fill('昨天');
	await daughter.locator('textarea[name=words]').fill('妈妈想有人陪她说说话。');
	await daughter.locator('form[action="/my/new"] button').click();
	ok(await daughter.locator('.field-error').count() > 0, 'a wrong day is said without script');
	ok(await daughter.locator('textarea[name=words]').inputValue() === '妈妈想有人陪她说说话。', 'and nothing typed is lost');
	await daughter.locator('input[name=day]').fill(day.toISOString().slice(0, 10));
	await daughter.locator('input[name=time]').fill('15:00');
	await daughter.locator('form[action="/my/new"] button').click();
	if (await daughter.locator('input[name=meant]').count()) {
		await daughter.locator('input[name=meant]').check();
		await daughter.locator('form[action="/my/new"] button').click();
	}
	const id = new URL(daughter.url()).pathname.split('/').pop();
	ok(/^[0-9a-z]{13}$/.test(id), 'the order is in');
	await go(clerk, `/desk/requests/${id}`, null);
	await press(clerk, '/accept');
	await go(clerk, `/desk/requests/${id}?why=${encodeURIComponent('赵志远')}`, null);
	await clerk.locator('form[action$="/assign"] button[name=who]').first().click();
	await go(giver, '/serve', null);
	ok(await giver.locator('.bell-count').count() === 1, 'the bell says there is something new');
	await go(giver, '/notices', null);
	await giver.locator('button[name=notice]').first().click();
	ok(new URL(giver.url()).pathname === `/serve/requests/${id}`, 'a notice leads to what it is about');
	await press(giver, '/accept');
	ok((await giver.content()).includes('2单元501'), 'a yes without script opens the address');
	await go(giver, '/serve/duties', null);
	ok(await giver.locator(`.day a[href="/serve/requests/${id}"]`).count() === 1, 'and stands in the calendar');
	await go(daughter, '/notices', null);
	ok(await daughter.locator('.line.is-unread').count() > 0, 'who ordered is told');
	await press(daughter, '/notices/read');
	ok(await daughter.locator('.line.is-unread').count() === 0 && await daughter.locator('.bell-count').count() === 0, 'and all can be marked as read');
	await go(daughter, `/my/requests/${id}`, null);
	await unfold(daughter, '/cancel');
	await press(daughter, '/cancel');
	await go(giver, '/notices', null);
	ok(await giver.locator('.line.is-unread').count() > 0, 'the volunteer is told that it was cancelled');
	for (const page of [daughter, clerk, giver]) await page.context().close();
}

// Becoming a volunteer, the week, a skill for the station to confirm, a rest, and an end; with script off.
async function ownTerms() {
	const off = { javaScriptEnabled: false };
	const daughter = await enter('daughter', {}, off);
	const clerk = await enter('clerk', {}, off);
	await go(daughter, '/serve/join', null);
	await daughter.locator('form[action="/serve/join"] button').click();
	ok(await daughter.locator('.note[role=alert]').count() === 1, 'nobody is registered without a tick');
	await daughter.locator('input[name=agree]').check();
	await daughter.locator('form[action="/serve/join"] button').click();
	ok(new URL(daughter.url()).pathname === '/serve/me', 'a tick makes a volunteer');
	const fill = async (field, time) => daughter.locator(`input[name=${field}]`).fill(time);
	await daughter.locator('.week-day summary').nth(1).click();
	await fill('tue1_from', '09:00');
	await daughter.locator('form[action="/serve/times"] > .actions button').click();
	ok(await daughter.locator('.week-day[open] .field-error').count() === 1, 'half a span is refused at its day');
	ok(await daughter.locator('input[name=tue1_from]').inputValue() === '09:00', 'and what was typed is still there');
	await fill('tue1_to', '11:30');
	await fill('tue2_from', '11:00');
	await fill('tue2_to', '12:00');
	await daughter.locator('form[action="/serve/times"] > .actions button').click();
	ok(await daughter.locator('.week-day[open] .field-error').count() === 1, 'spans that overlap are refused');
	await fill('tue2_from', '14:00');
	await fill('tue2_to', '17:00');
	await daughter.locator('form[action="/serve/times"] > .actions button').click();
	ok((await daughter.locator('.week-day').nth(1).innerText()).includes('09:00–11:30 · 14:00–17:00'), 'a day may have several spans');
	ok(await daughter.locator('.week-grid rect').count() === 2, 'and the picture of the week shows them');
	await unfold(daughter, '/serve/me/skill');
	await daughter.locator('select[name=skill]').selectOption('first_aid');
	await daughter.locator('textarea[name=note]').fill('红十字会救护员证');
	await press(daughter, '/serve/me/skill');
	ok(await daughter.locator('.state.is-waiting').count() === 1, 'a skill waits for the station');
	await go(clerk, '/desk/skills', null);
	await clerk.locator('input[name=until]').fill('2099-12-31');
	await press(clerk, '/confirm');
	await go(daughter, '/serve/me', null);
	ok((await inShown(daughter)).includes('2099'), 'and counts, with its end, once it is confirmed');
	await unfold(daughter, '/serve/me/pause');
	await daughter.locator('input[name=until]').fill('2001-01-01');
	await press(daughter, '/serve/me/pause');
	ok(await daughter.locator('.field-error').count() === 1, 'a rest lies ahead');
	await daughter.locator('input[name=until]').fill('2099-01-01');
	await press(daughter, '/serve/me/pause');
	await press(daughter, '/serve/me/resume');
	ok(await daughter.locator('form[action="/serve/me/pause"]').count() === 1, 'a rest can be ended');
	await go(daughter, '/my/consents', null);
	await unfold(daughter, '/my/consents/volunteering');
	await press(daughter, '/my/consents/volunteering');
	const answer = await daughter.goto(walk.base + '/serve/me');
	ok(answer.status() === 403, 'who withdrew is a volunteer no more');
	await go(daughter, '/my/kin', null);
	await unfold(daughter, '/end');
	await press(daughter, '/end');
	ok(await daughter.locator('.card').count() === 0, 'and a right to act can be given up');
	for (const page of [daughter, clerk]) await page.context().close();
}

// The bell asks again with the tag it got, and an unchanged number costs no page.
async function bell() {
	const mother = await enter('mother');
	const answers = await ask(mother, `(async () => {
		const first = await fetch('/notices/bell', { cache: 'no-store' });
		const again = await fetch('/notices/bell', { cache: 'no-store', headers: { 'If-None-Match': first.headers.get('ETag') } });
		return [first.status, again.status];
	})()`);
	ok(answers.join() === '200,304', `the bell answers 200, then 304, not ${answers}`);
	await mother.context().close();
}

await walk.run('faces', async () => {
	await everyPageInEveryLook();
	await elderMode();
	await traditional();
	await numbers();
	await passwords();
	await bell();
	await withoutScript();
	await ownTerms();
});
