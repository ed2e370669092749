// SPDX-License-Identifier: Apache-2.0
// A day is planned at the desk: five requests come in, the board proposes, one visit is moved by keyboard and one by dragging it,
// the map shows the ways; those chosen are asked, a volunteer falls ill, the plan mends itself, and all parties see it.
import { createServer } from 'node:http';
import { begin } from './walk.mjs';

// Tiles of a map from another origin: a blank sheet, and how often one was asked for.
let tiles = 0;
const tileServer = createServer((question, answer) => {
	tiles++;
	answer.writeHead(200, { 'Content-Type': 'image/svg+xml' });
	answer.end('<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256"><rect width="256" height="256" fill="#f2efe9"/></svg>');
}).listen(0, '127.0.0.1');
await new Promise(done => tileServer.on('listening', done));
const tileOrigin = `http://127.0.0.1:${tileServer.address().port}`;
process.env.MAP_TILES = `${tileOrigin}/{z}/{x}/{y}.png`;
tileServer.unref();

const [stageProgram, data, language, size] = process.argv.slice(2);
const walk = await begin(stageProgram, data, size, language);
const { ok, check, enter, go, press } = walk;

await walk.run('plan', async () => {
	const hasTouch = walk.width < 500; // on a phone the visit is dragged by a finger
	const clerk = await enter('clerk', {}, { hasTouch });
	const touch = hasTouch ? await clerk.context().newCDPSession(clerk) : null;
	const finger = (type, ...points) => touch.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y]) => ({ x, y })) });
	const down = (x, y) => hasTouch ? finger('touchStart', [x, y]) : clerk.mouse.move(x, y).then(() => clerk.mouse.down());
	const moveTo = (x, y) => hasTouch ? finger('touchMove', [x, y]) : clerk.mouse.move(x, y, { steps: 3 });
	const up = () => hasTouch ? finger('touchEnd') : clerk.mouse.up();
	const fits = async () => ok(await clerk.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'the page is no wider than the screen');
	const names = async () => (await clerk.locator('.board-who').allInnerTexts()).join(' ');

	// A Wednesday at least a week ahead, when both volunteers on the cards are free; the daughter orders, the others ring.
	let day = new Date(walk.now.getTime() + 8 * 3600e3);
	do day = new Date(day.getTime() + 86400e3); while (day.getUTCDay() !== 3 || day.getTime() - walk.now.getTime() < 7 * 86400e3);
	const date = day.toISOString().slice(0, 10);
	const board = `/desk/plan?day=${date}`;
	const daughter = await enter('daughter');
	await go(daughter, '/menu', null);
	await go(daughter, await daughter.locator('#i-chat a.line').getAttribute('href'), null);
	await daughter.locator('input[name=day]').fill(date);
	await daughter.locator('input[name=time]').fill('14:00');
	await daughter.locator('form[action="/my/new"] button').click();
	if (await daughter.locator('input[name=meant]').count()) {
		await daughter.locator('input[name=meant]').check();
		await daughter.locator('form[action="/my/new"] button').click();
	}
	const order = new URL(daughter.url()).pathname.split('/').pop();
	const ring = async (who, time) => {
		await go(clerk, '/desk/new', null);
		await clerk.locator('#q').fill(who);
		await clerk.locator('#q').press('Enter');
		await clerk.locator('[data-row], .caller').first().waitFor();
		if (await clerk.locator('.caller').count() === 0) await clerk.locator('button[data-row]').first().click();
		await clerk.locator('#service').fill('pnssh');
		await clerk.locator('#service').press('Enter');
		await clerk.locator('#day').fill(date);
		await clerk.locator('#time').fill(time);
		await clerk.locator('#time').press('Enter');
		await clerk.locator('.timeline, .steps, input[name=meant]').first().waitFor();
		if (await clerk.locator('input[name=meant]').count()) {
			await clerk.locator('input[name=meant]').check();
			await clerk.locator('#time').press('Enter');
			await clerk.locator('.timeline, .steps').first().waitFor();
		}
		return new URL(clerk.url()).pathname.split('/').pop();
	};
	const orders = [order];
	for (const [who, time] of [['孙树林', '14:00'], ['高秀珍', '14:00'], ['刘玉梅', '15:30'], ['陈淑兰', '15:30']]) orders.push(await ring(who, time));
	for (const id of orders) {
		await go(clerk, `/desk/requests/${id}`, null);
		if (await clerk.locator('form[action$="/accept"]').count()) await press(clerk, '/accept');
	}
	ok(new Set(orders).size === 5, 'five requests have come in');

	await go(clerk, board, null);
	await press(clerk, '/make');
	await clerk.waitForLoadState();
	const planned = await clerk.locator('.board-visit a').evaluateAll(all => all.map(a => a.getAttribute('href')));
	ok(orders.filter(id => planned.includes(`/desk/requests/${id}`)).length >= 4, 'the board proposes somebody for them');
	ok(await clerk.locator('section[aria-labelledby=gaps] .line, .figure').count() >= 3, 'what stays open is told');
	await check(clerk);
	await fits();

	// The map: tiles from the one origin that the policy names, a pin for each visit, reached by keyboard, one way alone.
	const policyOf = async path => (await clerk.goto(walk.base + path)).headers()['content-security-policy'];
	ok(!(await policyOf('/desk')).includes(tileOrigin), 'pages without a map load nothing from elsewhere');
	const policy = await policyOf(board);
	ok(policy.includes(`img-src 'self' ${tileOrigin};`) && !/unsafe|\*/.test(policy), 'the policy is wider by that origin alone');
	const pins = clerk.locator('.map-pin');
	await clerk.locator('.map-place .leaflet-tile-loaded').first().waitFor();
	ok(tiles > 0, 'tiles are loaded');
	ok(await pins.count() === await clerk.locator('.board-visit[data-lat]').count(), 'each visit has a pin');
	ok(await clerk.locator('svg.map').isHidden(), 'the drawing steps back');
	await pins.first().focus();
	await clerk.keyboard.press('Enter');
	ok((await clerk.locator('.leaflet-popup').innerText()).length > 5, 'Enter on a pin tells the visit');
	await check(clerk, ' with a pin open');
	await clerk.locator('.map-who button').nth(1).press('Enter');
	ok(await clerk.locator('.map-who [aria-pressed=true]').count() === 1 && await pins.count() < planned.length, 'one volunteer\'s way alone');
	const homes = await clerk.locator('.board-visit[data-from-home]').evaluateAll(all => all.map(one => Number(one.dataset.fromLat)));
	ok(homes.every(lat => Math.abs(lat * 1e6 % 5000 - 2500) < 1), 'homes are told as the middle of a neighbourhood');

	// By keyboard: the giver gets the daughter's order, at a cost that is told beforehand; and back.
	const mine = clerk.locator(`.board-visit:has(a[href="/desk/requests/${order}"])`);
	const goes = () => clerk.locator(`.board-row:has(a[href="/desk/requests/${order}"]) .board-who`).innerText();
	const before = await names();
	const was = await goes();
	await mine.locator('summary').focus();
	await clerk.keyboard.press('Enter');
	const others = mine.locator('button:not(.btn-quiet)');
	ok(await others.count() > 0 && /\d/.test(await others.first().innerText()), 'the extra way is told beside each name');
	await check(clerk, ' unfolded');
	await clerk.keyboard.press('Tab');
	await clerk.keyboard.press('Enter');
	await clerk.waitForLoadState();
	await clerk.locator('.figures').waitFor();
	ok(await goes() !== was, 'another goes');
	await press(clerk, '/back');
	await clerk.waitForLoadState();
	ok(await names() === before, 'and the one before is back');
	if (!(await goes()).includes('赵志远')) {
		await mine.locator('summary').click();
		await others.filter({ hasText: '赵志远' }).click();
		await clerk.waitForLoadState();
	}
	ok((await goes()).includes('赵志远'), 'the volunteer on the card goes');

	// By dragging: a visit is let go over another block; what it costs is asked first, and nothing is kept before it is confirmed.
	const pair = await clerk.evaluate(async daughters => {
		const moves = document.querySelector('.board').dataset.moves;
		for (const visit of document.querySelectorAll('.board-visit[data-duty]')) {
			const own = visit.closest('.board-row');
			for (const row of document.querySelectorAll('.board-row[data-who]')) {
				const change = `${visit.dataset.duty}.${row.dataset.who}`;
				if (row === own || visit.querySelector(`a[href$="${daughters}"]`)) continue;
				const page = await (await fetch(`${moves}?change=${change}`)).text();
				if (page.includes('btn-primary')) return { duty: visit.dataset.duty, who: row.dataset.who, isListed: visit.querySelector(`button[value="${change}"]`) !== null };
			}
		}
		return null;
	}, order);
	ok(pair !== null, 'a visit could go to somebody who is on the board');
	const visit = clerk.locator(`.board-visit[data-duty="${pair.duty}"]`);
	const target = clerk.locator(`.board-row[data-who="${pair.who}"]`);
	const drag = async () => {
		await clerk.evaluate(() => window.scrollTo(0, document.querySelector('.board').offsetTop - 80));
		const grip = await visit.locator('.board-grip').boundingBox();
		await down(grip.x + grip.width / 2, grip.y + grip.height / 2);
		await moveTo(grip.x + 30, grip.y + 30);
		await clerk.locator('.board-ghost').waitFor();
		ok((await target.getAttribute('data-cost') !== null) === pair.isListed, 'while it is held the block says what it would cost there, when the list knows');
		await target.evaluate(row => row.scrollIntoView({ block: 'center' }));
		const over = await target.boundingBox();
		await moveTo(over.x + over.width / 2, over.y + over.height / 2);
		await clerk.locator('.board-row.is-over').waitFor();
		ok(await clerk.locator('.board-row.is-over').count() === 1, 'the block under it is marked');
		await up();
		await clerk.locator('dialog.move-sheet[open]').waitFor();
	};
	const count = await visit.count();
	const holds = () => target.locator(`[data-duty="${pair.duty}"]`).count();
	await drag();
	await check(clerk, ' with the price of a move');
	ok(/\d/.test(await clerk.locator('.move-costs').innerText()), 'the price is told');
	await clerk.locator('.move-sheet [data-closes]').click();
	await clerk.locator('dialog.move-sheet').waitFor({ state: 'detached' });
	ok(count === 1 && await holds() === 0, 'left as it is, nothing has moved');
	await drag();
	await clerk.locator('.move-sheet .btn-primary').click();
	await clerk.locator('dialog.move-sheet').waitFor({ state: 'detached' });
	await clerk.locator('.figures').waitFor();
	ok(await holds() === 1, 'confirmed, it goes to the other');
	ok(await clerk.locator('form[action$="/back"] button').count() === 1, 'and can be taken back');

	// Without script the same price stands on a page of its own.
	const plain = await enter('clerk', {}, { javaScriptEnabled: false });
	await go(plain, board, null);
	ok(await plain.locator('svg.map').isVisible() && await plain.locator('.map-place').isHidden(), 'without script the drawing stands');
	ok(await plain.locator('.board-grip:visible').count() === 0, 'and there is nothing to drag');
	await plain.context().close();

	// One is left out of the questions, the others are asked.
	const chosen = await clerk.locator('input[name=duty]').count();
	const left = clerk.locator('input[name=duty]').last();
	const leftDuty = await left.getAttribute('value');
	ok(!(await mine.locator('input').getAttribute('value')).includes(leftDuty), 'the daughter\'s order is among those asked');
	await left.uncheck();
	await clerk.locator('form[action$="/ask"] .btn-primary').click();
	await clerk.waitForLoadState();
	ok(await clerk.locator('.board-visit .state.is-done').count() >= 1, 'who was chosen is asked');
	ok(await clerk.locator(`input[name=duty][value="${leftDuty}"]`).count() >= 1, 'who was not chosen can still be asked');
	ok(await clerk.locator('input[name=duty]').count() < chosen, 'nobody is asked twice');
	const giver = await enter('giver');
	await go(giver, `/serve/requests/${order}`);
	await press(giver, '/accept');
	await go(daughter, `/my/requests/${order}`, null);
	ok((await daughter.content()).includes('赵'), 'the daughter sees who comes');

	// He falls ill: his promise comes back, the daughter is told, he sees that nothing is expected of him.
	await go(clerk, board, null);
	await clerk.locator('tr:has-text("赵志远") form[action$="/ill"] button').first().click();
	await clerk.waitForLoadState();
	await clerk.locator('h1').waitFor();
	ok(await clerk.locator('tr:has-text("赵志远")').count() === 0, 'his visits are promised no longer');
	await go(giver, '/serve/duties', null);
	ok(await giver.locator(`a[href="/serve/requests/${order}"]`).count() === 0, 'his calendar is free of it');
	await go(daughter, '/notices', null);
	ok(/志愿者临时来不了|The volunteer cannot come/.test(await daughter.locator('main').innerText()), 'the daughter is told');
	await go(daughter, `/my/requests/${order}`, null);
	ok(/志愿者临时来不了|the volunteer cannot come/.test(await daughter.locator('#timeline').innerText()), 'and her order says so too');

	// The plan mends itself: what is settled stays, the daughter's order finds another, who says yes; all see it.
	await go(clerk, board, null);
	await clerk.locator('form[action$="/make"] button').first().click();
	await clerk.waitForLoadState();
	await mine.waitFor();
	ok(!(await goes()).includes('赵志远'), 'somebody else is proposed');
	const next = await goes();
	await clerk.locator('form[action$="/ask"] .btn-primary').click();
	await clerk.waitForLoadState();
	await go(clerk, `/desk/requests/${order}`, null);
	const asked = clerk.locator('.rank:has(input[disabled])');
	ok(await asked.count() === 1 && (await asked.innerText()).startsWith(next.trim().slice(0, 1)), 'she is asked');
	await asked.locator('button[formaction$="/assign"]').click(); // she rings and says yes
	await clerk.waitForLoadState();
	await go(daughter, `/my/requests/${order}`, null);
	ok((await daughter.content()).includes(next.trim().slice(0, 1)) && !/志愿者临时来不了|cannot come/.test(await daughter.locator('h1').innerText()), 'the daughter sees who comes instead');
	await go(clerk, board, null);
	ok(await clerk.locator(`section[aria-labelledby=promised] tr:has-text("${next.trim()}")`).count() === 1, 'and the board has a promise again');

	// The whole week at once: what is left is planned day by day.
	await go(clerk, `/desk/plan?week=${date}`, ' of a week');
	if (await clerk.locator('form[action="/desk/plan/make"] .btn-primary').count()) {
		await press(clerk, '/make');
		await clerk.waitForLoadState();
		await clerk.locator('.board-day-head').first().waitFor();
		await check(clerk, ' of a planned week');
	}
	await fits();
	ok(await clerk.locator('.filter[aria-current=page]').count() <= 1 && new URL(clerk.url()).searchParams.has('week'), 'the week stays chosen');

	// Whether the load is shared, and who waits.
	await go(clerk, '/desk/fairness');
	await fits();
	ok(/^0\.\d\d$/.test(await clerk.locator('.figure-value').first().innerText()), 'how uneven it is stands as a number');
	ok(await clerk.locator('section[aria-labelledby=idle] .line .chip').count() > 0, 'with what those who wait could do');
});
