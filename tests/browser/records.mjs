// SPDX-License-Identifier: Apache-2.0
// Records in a real browser: a visit without a code is held, the volunteer reads why, the station rings and it counts; visits
// that cannot have been are not paid; about who serves one resident much somebody else is asked; a correction shows first what it
// changes, certificates too, and keeps what was known; a back-fill needs two people and a public notice, and stays apart; a rule is tried on the past before it holds.
import { begin } from './walk.mjs';

const [stageProgram, data, language, size] = process.argv.slice(2);
const walk = await begin(stageProgram, data, size, language);
const { ok, ask, enter, go, press, unfold, visit } = walk;
const volunteer = '赵志远';
const json = (page, path) => ask(page, `fetch(${JSON.stringify(path)}, { headers: { Accept: "application/json" } }).then(r => r.json())`);
const points = async page => (await json(page, '/my/points')).available;
const day = (ms) => new Date(ms + 8 * 3600e3).toISOString();

const nearHome = { geolocation: { latitude: 36.699751, longitude: 118.815384, accuracy: 30 }, permissions: ['geolocation'] }; // WGS-84, as telephones measure

// An order and a yes on the telephone; then nobody has a code: both ends are told by staff on the telephone, or the volunteer comes
// and leaves on her own word, with the place of her telephone.
async function serveWithoutCode(elder, isByStaff) {
	const clerk = await enter('clerk');
	await go(clerk, `/desk/new?q=${encodeURIComponent(elder)}`, null);
	await clerk.locator('input[name="service"]').fill('陪您说说话');
	await clerk.locator('input[name="day"]').fill('+2');
	await clerk.locator('input[name="time"]').fill('10:00');
	await clerk.locator('button[value="open"]').click();
	if (await clerk.locator('input[name="meant"]').count()) {
		await clerk.locator('input[name="meant"]').check();
		await clerk.locator('button[value="open"]').click();
	}
	await clerk.waitForURL(/requests\/[0-9a-z]{13}$/);
	const id = new URL(clerk.url()).pathname.split('/').pop();
	await press(clerk, '/accept');
	await go(clerk, `/desk/requests/${id}?why=${encodeURIComponent(volunteer)}`, null);
	await clerk.locator('form[action$="/assign"] button[name=one]').first().click();
	const ten = new Date(`${day(walk.now.getTime() + 2 * 86400e3).slice(0, 10)}T10:00:00+08:00`);
	await clerk.context().close();
	await walk.add((ten - walk.now) / 60e3);
	const attend = async (kind, path) => {
		const page = isByStaff ? await enter('clerk') : await enter('giver', {}, nearHome);
		await go(page, isByStaff ? `/desk/requests/${id}` : `/serve/requests/${id}`, null);
		if (isByStaff) {
			await page.locator(`form:has(input[name="kind"][value="${kind}"]) button`).click();
		} else {
			const own = `form[action$="${path}"]:has(input[name="own"])`;
			await page.locator(`details:has(${own}) summary`).click();
			await walk.check(page, ` without a code ${kind}`);
			if (kind === 'out') {
				await page.locator(`${own} [data-locates] button`).click();
				await page.locator(`${own} [role="status"]:not(:empty)`).waitFor();
				ok(await page.locator('[data-accuracy]').inputValue() === '30', 'the telephone tells where it is, when it is asked');
			}
			await page.locator(`${own} > button`).click();
			await page.locator(own).waitFor({ state: 'detached' });
		}
		await page.context().close();
	};
	await attend('in', '/come');
	await walk.add(60);
	await attend('out', '/leave');
	await walk.add(4 * 24 * 60); // nobody says anything: the order confirms itself
	return id;
}

// The newest record on the desk's list of calls, opened by somebody who did not put it down.
async function openCall(who) {
	const staff = await enter(who);
	await go(staff, '/desk/records');
	await staff.locator('section', { has: staff.locator('th') }).first().locator('tbody tr a').last().click();
	await staff.locator('form[action$="/answer"]').waitFor();
	await walk.check(staff, ' to ring');
	return staff;
}

// The demonstration has one of each for whoever looks first, and nothing a year old.
async function whatWaitsAlready() {
	const manager = await enter('manager');
	const waiting = await json(manager, '/desk/records');
	ok(waiting.call.length > 0 && waiting.fix.length === 1 && waiting.late.length === 0, `calls, a correction, nothing late: ${JSON.stringify(waiting).slice(0, 300)}`);
	const posted = (await json(manager, '/posted')).row;
	ok(posted.length === 1 && posted[0].volunteer.includes('*'), 'and one service that is publicly posted, its volunteer masked');
	await manager.context().close();
}

async function heldThenCalledBack() {
	await serveWithoutCode('陈桂兰', false);
	let giver = await enter('giver');
	const before = await points(giver);
	ok((await json(giver, '/my/points')).coming > 0, 'the points are promised, not paid');
	await go(giver, '/serve/record', null);
	await giver.locator('td a[href^="/serve/records/"]').first().click();
	const record = new URL(giver.url()).pathname;
	await walk.check(giver, ' held');
	const words = await giver.locator('main').innerText();
	ok(/还没有入账|Not counted yet/.test(words), 'she reads that it does not count yet, and what comes');
	ok(/证据不足|thin/i.test(words) && /没有两次动态码|No code/i.test(words) && /居民没有确认|not confirm/i.test(words)
		&& /离开时在 200 米以内|within 200 m/.test(words), `and why: ${words.slice(0, 400)}`);

	const manager = await openCall('manager');
	ok(await manager.locator('main a[href^="tel:"]').count() === 0, 'no telephone before it is asked for');
	await press(manager, '/ring');
	await manager.locator('main a[href^="tel:"]').waitFor();
	await walk.check(manager, ' ringing');
	await manager.locator('#call-note').fill('来了，聊了一个钟头');
	await manager.locator('form[action$="/answer"] button[name="yes"]').click();
	await manager.locator('form[action$="/answer"]').waitFor({ state: 'detached' });
	ok(/来了，聊了一个钟头/.test(await manager.locator('main').innerText()), 'what she said stands there');
	await manager.context().close();
	giver = await enter('giver');
	await go(giver, record, null);
	ok(/已入账|Counted|Final/i.test(await giver.locator('main').innerText()), 'now it counts');
	ok(await points(giver) > before, 'and is paid');
	const opened = await enter('mother');
	const openings = (await json(opened, '/me')).opening;
	ok(openings.some(one => /回电话|ring back/i.test(one.why)), `whose number was opened sees it: ${JSON.stringify(openings)}`);
}

async function whatCannotHaveBeen() {
	const clerk = await enter('clerk');
	await go(clerk, `/desk/people?q=${encodeURIComponent('陈桂兰')}`, null);
	await clerk.locator('main a[href^="/desk/people/"]').filter({ hasText: '陈桂兰' }).first().click();
	await clerk.waitForURL(/people\/[0-9a-z]{13}/);
	await unfold(clerk, '/away');
	await clerk.locator('#away-kind').selectOption('hospital');
	await press(clerk, '/away');
	await clerk.locator('form[action$="/away"] >> xpath=.. >> .field-error').first().waitFor().catch(() => {});
	ok(/请填到哪天|until when/i.test(await clerk.locator('main').innerText()), 'a stay in hospital has an end');
	await clerk.locator('#away-kind').selectOption('hospital');
	await clerk.locator('#away-until').fill(day(walk.now.getTime() + 5 * 86400e3).slice(0, 10));
	await press(clerk, '/away');
	await clerk.locator('li', { hasText: /住院|In hospital/ }).first().waitFor();
	await walk.check(clerk, ' away');
	await unfold(clerk, '/back'); // back sooner, and taken back at once: the visit below is held
	await clerk.locator('form[action$="/back"] input[name="since"]').first().fill('2020-01-01');
	await press(clerk, '/back');
	await clerk.locator('form[action$="/back"] .field-error').first().waitFor();
	await walk.check(clerk, ' back on a wrong day');
	await clerk.locator('form[action$="/back"] input[name="since"]').first().fill(day(walk.now.getTime()).slice(0, 10));
	await press(clerk, '/back');
	await clerk.locator('.undo button').waitFor();
	ok(/已回来|\bBack\b/.test(await clerk.locator('main').innerText()) && await clerk.locator('form[action$="/back"]').count() === 0, 'she is back, and the stay stands beside it');
	await walk.check(clerk, ' back');
	await clerk.locator('.undo button').click();
	await clerk.locator('form[action$="/back"]').first().waitFor({ state: 'attached' });
	await clerk.context().close();

	await serveWithoutCode('陈桂兰', true);
	let giver = await enter('giver');
	const before = await json(giver, '/my/points');
	const manager = await openCall('manager');
	const same = await openCall('clerk');
	await same.locator('form[action$="/answer"] button[name="yes"]').click();
	await same.locator('[role="alert"]').waitFor();
	ok(/请换一位同事|a colleague has to/i.test(await same.locator('[role="alert"]').first().innerText()), 'who put it down does not certify it');
	await same.context().close();
	ok(/居民当时不在家|was away, in hospital/i.test(await manager.locator('main').innerText()), 'a visit to who is in hospital is held, and the rule is named');
	await manager.locator('form[action$="/answer"] button:not([name])').click();
	await manager.locator('[role="alert"]').waitFor(); // no without a word is no answer
	await manager.locator('#call-note').fill('她那天在住院，没有人来过');
	await manager.locator('form[action$="/answer"] button:not([name])').click();
	await manager.locator('form[action$="/answer"]').waitFor({ state: 'detached' });
	await manager.context().close();
	giver = await enter('giver');
	const after = await json(giver, '/my/points');
	ok(after.available === before.available && after.coming < before.coming, 'nothing is paid for it');
	await go(giver, '/notices', null);
	ok(/作废|void|withdrawn|not count/i.test(await giver.locator('main').innerText()), 'and she is told');
}

async function correction() {
	let giver = await enter('giver');
	await go(giver, '/serve/certificates', null);
	await press(giver, '/serve/certificates');
	await giver.waitForURL(/certificates\/[0-9a-z]{13}$/);
	const certificate = (await json(giver, new URL(giver.url()).pathname)).facts.number;
	const lines = (await json(giver, '/serve/record')).line.filter(line => line.is_final && line.minutes >= 60);
	const path = lines[0].href;
	const facts = (await json(giver, path)).facts;
	const began = Date.parse(facts.from_ms);
	const before = await points(giver);

	// The cheat: eight hours more than anybody planned.
	const wish = async (from, to, why) => {
		giver = await enter('giver');
		await go(giver, path, null);
		await giver.locator('#fix-day').fill(day(began).slice(0, 10));
		await giver.locator('#fix-from').fill(from);
		await giver.locator('#fix-to').fill(to);
		await giver.locator('#fix-why').fill(why);
		await press(giver, '/ask');
		await giver.waitForLoadState();
		await walk.check(giver, ' asked');
		await giver.context().close();
		const manager = await enter('manager');
		await go(manager, `/desk${path.replace('/serve', '')}`, ' asked');
		return manager;
	};
	const change = async manager => (await json(manager, new URL(manager.url()).pathname)).fix.filter(fix => fix.is_open)[0];
	let manager = await wish('08:00', '19:30', '其实待了一整天');
	const greedy = await change(manager);
	ok(greedy.minutes_after < 300, `no wish counts far beyond the plan: ${greedy.minutes_after} minutes`);
	await manager.locator('form[action$="/decide"] button:not([name])').click();
	await manager.locator('[role="alert"]').waitFor(); // a no needs its reason
	await manager.locator('#fix-note').fill('居民说一个多小时就走了');
	await manager.locator('form[action$="/decide"] button:not([name])').click();
	await manager.locator('form[action$="/decide"]').waitFor({ state: 'detached' });
	await manager.context().close();
	giver = await enter('giver');
	await go(giver, path, null);
	ok((await giver.locator('main').innerText()).includes('居民说一个多小时就走了'), 'the volunteer reads why not');
	ok(await points(giver) === before, 'and nothing has changed');
	await giver.context().close();

	const start = day(began).slice(11, 16);
	manager = await wish(start, day(began + 30 * 60e3).slice(11, 16), '走得早，只待了半小时');
	const honest = await change(manager);
	ok(honest.minutes_after === 30 && honest.minutes_before > 30 && honest.balance_after < honest.balance_before && honest.total_after < honest.total_before,
		`what it would change is shown first: ${JSON.stringify(honest)}`);
	ok(honest.certificates === 1, 'with the certificate that counts this record');
	ok(await manager.locator('tr', { hasText: /已开的证明|Certificates that count/ }).count() === 1, 'in words, too');
	await manager.locator('form[action$="/decide"] button[name="yes"]').click();
	await manager.locator('form[action$="/decide"]').waitFor({ state: 'detached' });
	await walk.check(manager, ' corrected');
	await manager.locator('a', { hasText: /更正后的记录|that stands now/ }).click();
	await manager.locator('a', { hasText: /它更正的那条记录|this one corrects/ }).waitFor();
	await manager.context().close();
	giver = await enter('giver');
	ok(await points(giver) < before, 'points follow');
	await go(giver, path, null);
	ok(/已作废|Void/i.test(await giver.locator('main').innerText()), 'what was known then stays');
	await walk.add(2);
	const anyone = await visit({});
	await go(anyone, `/verify/${certificate}`, null);
	ok(await anyone.locator('#answer').getAttribute('data-standing') === 'revoked', 'and the certificate is no longer valid');
}

async function backFill() {
	const number = '370725-00003'; // the barber
	const yesterday = day(walk.now.getTime() - 86400e3).slice(0, 10);
	const propose = async (who, evidence) => {
		const staff = await enter(who);
		await go(staff, `/desk/backfills?number=${number}`, null);
		ok(await staff.locator('#bf-number').inputValue() === number, 'the number comes along');
		await staff.locator('#bf-title').fill('社区清雪');
		await staff.locator('#bf-day').fill(yesterday);
		await staff.locator('#bf-from').fill('09:00');
		await staff.locator('#bf-to').fill('11:00');
		await staff.locator('#bf-evidence').fill(evidence);
		await staff.locator('form[action="/desk/backfills"] button').click();
		await staff.waitForLoadState();
		return staff;
	};
	let clerk = await propose('clerk', ' ');
	ok(/证据|evidence/i.test(await clerk.locator('[role="alert"]').innerText()), 'no back-fill without evidence');
	await clerk.context().close();
	clerk = await propose('clerk', '签名表，存站里三号柜');
	await walk.check(clerk, ' proposed');
	ok(await clerk.locator('form[action$="/second"]').count() === 0, 'nobody answers for their own proposal');
	const anyone = await visit({});
	await go(anyone, '/posted', null);
	ok(!(await anyone.locator('main').innerText()).includes('社区清雪'), 'nothing is posted before a second person has answered for it');
	const manager = await enter('manager');
	await go(manager, '/desk/backfills', ' to second');
	await press(manager, '/second');
	await manager.waitForLoadState();
	await go(anyone, '/posted', ' with one');
	const board = await anyone.locator('main').innerText();
	ok(board.includes('社区清雪') && !board.includes('滕春霞') && board.includes('滕*霞'), 'then it is, the name masked');
	let barber = await enter('barber');
	const before = await json(barber, '/serve/record');
	await barber.context().close();
	await walk.add(2 * 24 * 60);
	barber = await enter('barber');
	ok((await json(barber, '/serve/record')).manual === before.manual, 'not before three days');
	await barber.context().close();
	await walk.add(25 * 60);
	barber = await enter('barber');
	const after = await json(barber, '/serve/record');
	ok(after.manual === before.manual + 120 && after.machine === before.machine, 'then it counts, apart from what was counted by the code');
	await go(barber, '/serve/record', null);
	await barber.locator('td a', { hasText: '社区清雪' }).first().click();
	await walk.check(barber, ' back-filled');
	ok(/补录|afterwards/i.test(await barber.locator('main').innerText()), 'and is marked for ever');
	await go(barber, '/serve/certificates', null);
	await press(barber, '/serve/certificates');
	await barber.waitForURL(/certificates\/[0-9a-z]{13}$/);
	const told = (await json(barber, new URL(barber.url()).pathname)).facts;
	ok(told.manual === 120 && told.machine === after.machine, 'the certificate tells them apart, too');
}

// One volunteer, one resident, more than three hours in a month: somebody else is asked, and the form holds the clerk to it.
async function muchOfOneForAnother() {
	const isMuch = /另问一位旁人|ask somebody else/i;
	const staff = await enter('manager');
	await go(staff, '/desk/records');
	const line = staff.locator('section').first().locator('tbody tr', { hasText: isMuch });
	const waiting = await line.count();
	ok(waiting > 0, 'somebody serves one resident so much that somebody else is to be asked');
	await line.first().locator('a').click();
	const answer = staff.locator('form[action$="/answer"]');
	await answer.waitFor();
	const path = new URL(staff.url()).pathname;
	await walk.check(staff, ' somebody else');
	ok(await staff.locator('input[name="asked"]').count() === 4 && await staff.locator('input[name="asked"]:checked').count() === 0, 'nobody is chosen beforehand');
	const released = (await json(staff, path)).call.filter(call => call.is_open)[0].released;
	await staff.locator('#call-note').fill('楼下王姐说他每周都来');
	await answer.locator('button[name="yes"]').click();
	await staff.locator('.field-error').waitFor();
	ok(/旁人|Somebody else/.test(await staff.locator('[role="alert"]').first().innerText()), 'without a choice it says what to do');
	ok(await staff.locator('#call-note').inputValue() === '楼下王姐说他每周都来', 'and what was typed is kept');
	await staff.locator('input[name="asked"][value="resident"]').check();
	await answer.locator('button[name="yes"]').click();
	await staff.locator('.field-error').waitFor();
	ok(await staff.locator('input[name="asked"][value="resident"]').isChecked(), 'the resident\'s own yes is refused, the choice kept');
	await walk.check(staff, ' her own yes');
	await staff.locator('input[name="asked"][value="neighbour"]').check();
	await answer.locator('button[name="yes"]').click();
	await answer.waitFor({ state: 'detached' });
	await walk.check(staff, ' said by somebody else');
	ok(/邻居或社区工作人员|A neighbour or community worker/.test(await staff.locator('main').innerText()), 'who was asked stands there');
	await go(staff, '/desk/records', null);
	const left = await staff.locator('section').first().locator('tbody tr', { hasText: isMuch }).count();
	ok(left === waiting - 1 - released, `and so many wait no longer as the page had said: ${waiting}, ${released}, ${left}`);
	await staff.context().close();
}

async function ruleOnTheRecordedPast() {
	const manager = await enter('manager');
	await go(manager, '/desk/rules');
	await manager.locator('#rule-hour').fill('2');
	await manager.locator('form[action^="/desk/rules"][method="get"] button').click();
	await manager.waitForLoadState();
	await walk.check(manager, ' tried');
	ok(await manager.locator('tbody tr').count() > 1, 'who would have gained is named before anything holds');
	const without = await manager.evaluate(() => {
		const asked = new URLSearchParams(new FormData(document.querySelector('form[action^="/desk/rules"][method="get"]')));
		asked.delete('pair');
		return asked.toString();
	});
	await go(manager, `/desk/rules?${without}`);
	ok(await manager.locator('#rule-pair').inputValue() === '180', 'a page without the number of H3 keeps the one in force, and says so');
	await go(manager, '/desk/solvency');
}

await walk.run('records', async () => {
	await whatWaitsAlready();
	await muchOfOneForAnother();
	await heldThenCalledBack();
	await whatCannotHaveBeen();
	await correction();
	await backFill();
	await ruleOnTheRecordedPast();
});
