// SPDX-License-Identifier: Apache-2.0
// A day is planned at the desk: what waits is proposed, one visit goes to somebody else and back again, those chosen are
// asked, a volunteer cannot come, her visit comes back and finds another; the resident's side is told.
import { begin } from './walk.mjs';

const [stageProgram, data, language, size] = process.argv.slice(2);
const walk = await begin(stageProgram, data, size, language);
const { ok, check, enter, go, press } = walk;

await walk.run('plan', async () => {
	const clerk = await enter('clerk');
	await go(clerk, '/desk/plan');
	const fits = async () => ok(await clerk.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'the page is no wider than the screen');
	await fits();

	// The day on which most is waiting: the demonstration leaves at least five of its orders to be planned.
	const days = await clerk.locator('.filter').evaluateAll(all => all.map(a => [a.getAttribute('href'), Number(a.querySelector('b').textContent)]));
	const [busiest, waiting] = days.reduce((best, one) => one[1] > best[1] ? one : best);
	ok(waiting >= 5, `at least five wait on one day, not ${waiting}`);
	await go(clerk, busiest, null);
	await press(clerk, '/make');
	const visits = clerk.locator('.board-visit');
	ok(await visits.count() >= 3, 'several visits are proposed');
	ok(await clerk.locator('section[aria-labelledby=gaps] .line, .figure').count() >= 3, 'what stays open is told');
	await check(clerk);
	await fits();

	// Somebody else, at a cost that is told beforehand; and back.
	const names = async () => (await clerk.locator('.board-who').allInnerTexts()).join(' ');
	const before = await names();
	const change = clerk.locator('.board-change:has(button[value*="."]:not(.btn-quiet))').first();
	await change.locator('summary').click();
	ok(/\d/.test(await change.locator('button').first().innerText()), 'the extra way is told');
	await check(clerk, ' unfolded');
	await change.locator('button:not(.btn-quiet)').first().click();
	await clerk.waitForLoadState();
	ok(await names() !== before, 'another goes');
	await press(clerk, '/back');
	await clerk.waitForLoadState();
	ok(await names() === before, 'and the one before is back');

	// One is left out of the questions, the others are asked.
	const chosen = await clerk.locator('input[name=duty]').count();
	const left = clerk.locator('input[name=duty]').last();
	const leftDuty = await left.getAttribute('value');
	await left.uncheck();
	await clerk.locator('form[action$="/ask"] .btn-primary').click();
	await clerk.waitForLoadState();
	ok(await clerk.locator('.board-visit .state.is-done').count() >= 1, 'who was chosen is asked');
	ok(await clerk.locator(`input[name=duty][value="${leftDuty}"]`).count() >= 1, 'who was not chosen can still be asked');
	ok(await clerk.locator('input[name=duty]').count() < chosen, 'nobody is asked twice');

	// Somebody who has promised cannot come.
	const ill = days.concat([[busiest, 0]]).reverse();
	for (const [href] of ill) {
		await go(clerk, href, null);
		if (await clerk.locator('form[action$="/ill"] button').count()) break;
	}
	const row = clerk.locator('tr:has(form[action$="/ill"])').first();
	const order = await row.locator('a').getAttribute('href');
	const promised = await clerk.locator('tr[data-row]').count();
	await row.locator('form[action$="/ill"] button').click();
	await clerk.waitForLoadState();
	ok(await clerk.locator('tr[data-row]').count() < promised, 'her visits are promised no longer');
	const day = new URL(clerk.url()).searchParams.get('day');
	await press(clerk, '/make');
	await clerk.waitForLoadState();
	ok((await clerk.content()).includes(order), 'the visit is planned again, or left open with its reasons');
	await go(clerk, order, null);
	ok(await clerk.locator('.state').first().isVisible(), 'the request waits for the station again');
	ok(day !== null, 'the day stays chosen');

	// Whether the load is shared, and who waits.
	await go(clerk, '/desk/fairness');
	await fits();
	ok(/^0\.\d\d$/.test(await clerk.locator('.figure-value').first().innerText()), 'how uneven it is stands as a number');
	ok(await clerk.locator('section[aria-labelledby=idle] .line .chip').count() > 0, 'with what those who wait could do');
});
