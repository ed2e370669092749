// SPDX-License-Identifier: Apache-2.0
// The wheel in a real browser: a daughter in another city orders for her mother; the station asks two; one declines, one
// comes, with the mother's code; the mother confirms, the daughter rates; hours and points appear; the volunteer spends
// points on a service for his own father. No page on the way has an axe finding. With SCRIPT=off the browser runs no script,
// and the wheel has to turn all the same.
import { begin } from './walk.mjs';

const [stageProgram, data, language, size] = process.argv.slice(2);
const walk = await begin(stageProgram, data, size, language);
const { ok, add, check, enter, go, press, unfold, width } = walk;

await walk.run('story', async () => {
	let daughter = await enter('daughter');
	let mother = await enter('mother');
	let clerk = await enter('clerk');
	let giver = await enter('giver');
	const decliner = await enter('decliner');

	// A Wednesday afternoon at least a week ahead: both volunteers on the cards are free then, and nobody has asked them yet.
	let day = new Date(walk.now.getTime() + 8 * 3600e3);
	do day = new Date(day.getTime() + 86400e3); while (day.getUTCDay() !== 3 || day.getTime() - walk.now.getTime() < 7 * 86400e3);
	const date = day.toISOString().slice(0, 10);
	await go(daughter, '/my');
	await go(daughter, '/menu');
	const visit = await daughter.locator('#i-chat a.line').getAttribute('href');
	await go(daughter, visit);
	await daughter.locator('input[name=day]').fill('昨天');
	await daughter.locator('form[action="/my/new"] button').click();
	ok(await daughter.locator('.field-error').count() > 0, 'a wrong day is said beside its field');
	await check(daughter);
	await daughter.locator('textarea[name=words]').fill('妈妈一个人在家，想有人陪她说说话。');
	await daughter.locator('input[name=day]').fill(date);
	await daughter.locator('input[name=time]').fill('14:00');
	await daughter.locator('input[name=risks]').fill('五楼，没有电梯');
	await daughter.locator('form[action="/my/new"] button').click();
	if (await daughter.locator('input[name=meant]').count()) {
		await daughter.locator('input[name=meant]').check();
		await daughter.locator('form[action="/my/new"] button').click();
	}
	const mine = new URL(daughter.url()).pathname;
	ok(/^\/my\/requests\/[0-9a-z]{13}$/.test(mine), `the order leads to its page, not ${mine}`);
	const id = mine.split('/').pop();
	await check(daughter);

	await go(clerk, '/desk');
	ok(await clerk.locator(`a[href="/desk/requests/${id}"]`).count() > 0, 'the queue shows the order');
	await go(clerk, `/desk/requests/${id}`);
	await press(clerk, '/accept');
	await check(clerk);
	const candidates = await clerk.locator('.rank').count();
	ok(candidates > 0, 'somebody could go');
	ok(await clerk.locator('.rank .chip, .rank li').count() > 0, 'each with reasons in words');
	await clerk.screenshot({ path: `${data}-desk-${width}-${language}.png` });

	// The clerk asks the two on the cards, by name: whoever ranks best today, these two act below.
	for (const name of ['于海波', '赵志远']) {
		await go(clerk, `/desk/requests/${id}?why=${encodeURIComponent(name)}`);
		await clerk.locator('form[action$="/assign"] button[name=who]').first().click();
		ok(await clerk.locator('.undo').count() > 0, `${name} is asked`);
	}
	await go(giver, '/serve');
	await go(decliner, '/serve');
	const canDecline = await decliner.locator(`a[href="/serve/requests/${id}"]`).count() > 0;
	const canGive = await giver.locator(`a[href="/serve/requests/${id}"]`).count() > 0;
	ok(canGive, 'the volunteer on the card is among those asked');
	ok(canDecline, 'and so is the one who declines');
	await go(decliner, `/serve/requests/${id}`);
	ok(!(await decliner.content()).includes('2单元501'), 'no address before a yes');
	await unfold(decliner, '/decline');
	await decliner.locator('form[action$="/decline"] textarea').fill('今天要接孩子');
	await press(decliner, '/decline');
	await go(giver, `/serve/requests/${id}`);
	await press(giver, '/accept');
	await check(giver);
	ok((await giver.content()).includes('2单元501'), 'the address once she said yes');

	await go(mother, '/my');
	await add((new Date(`${date}T14:00:00+08:00`) - walk.now) / 60e3 - 5);
	[mother, daughter, giver] = [await enter('mother'), await enter('daughter'), await enter('giver')]; // sessions end after idle days
	await go(mother, '/my/card');
	const code = (await mother.locator('.code-door').first().innerText()).replace(/\s/g, '');
	await go(giver, `/serve/requests/${id}`);
	await giver.locator('input[name=code]').fill(code === '000000' ? '000001' : '000000');
	await press(giver, '/come');
	ok(await giver.locator('text=/6位数字|6 digits/').count() > 0, 'a wrong code is refused in words');
	await go(giver, `/serve/requests/${id}`);
	await giver.locator('input[name=code]').fill(code);
	await press(giver, '/come');
	await add(75);
	await go(mother, '/my/card');
	const later = (await mother.locator('.code-door').first().innerText()).replace(/\s/g, '');
	await go(giver, `/serve/requests/${id}`);
	await giver.locator('#note').fill('陪她聊了一下午，她很高兴。');
	await giver.locator('input[name=code]').fill(later);
	await press(giver, '/leave');
	await check(giver);
	ok(await giver.locator('form[action$="/confirm"]').count() > 0, 'her card can confirm on his phone');
	await giver.locator('form[action$="/confirm"] input[name=code]').fill(later);
	await press(giver, '/confirm');
	ok(await giver.locator('.field-error').count() > 0, 'the number of the door confirms nothing');
	await go(mother, '/my/card');
	const yes = await mother.locator('.code-confirm').first().innerText();
	await giver.locator('form[action$="/confirm"] input[name=code]').fill(yes);
	await press(giver, '/confirm');
	ok(await giver.locator('form[action$="/confirm"]').count() === 0, 'her card has confirmed');
	await go(daughter, `/my/requests/${id}`);
	await daughter.locator('input[name=score][value="5"]').check();
	await daughter.locator('form[action$="/rate"] textarea').fill('谢谢您！');
	await press(daughter, '/rate');
	await check(daughter);

	await go(giver, '/serve/record');
	await giver.screenshot({ path: `${data}-record-${width}-${language}.png` });
	await go(giver, '/my/points');
	const before = Number((await giver.locator('dd.big').first().innerText()).trim());
	ok(before >= 1, 'points have appeared');
	await go(giver, '/menu');
	const haircut = await giver.locator('#i-haircut a.line').getAttribute('href');
	await go(giver, haircut);
	await giver.locator('input[name=paid]').check();
	await giver.locator('input[name=day]').fill(new Date(day.getTime() + 4 * 86400e3).toISOString().slice(0, 10));
	await giver.locator('form[action="/my/new"] button').click();
	ok(/\/my\/requests\//.test(giver.url()), 'the haircut for his father is ordered');
	const cut = new URL(giver.url()).pathname.split('/').pop();
	await go(giver, '/my/points');
	const after = Number((await giver.locator('dd.big').first().innerText()).trim());
	ok(after < before, 'its price is set aside');

	// Another volunteer cuts the father's hair: he says yes on the telephone, agrees on the hour, and is told the code by the son.
	clerk = await enter('clerk');
	await go(clerk, `/desk/requests/${cut}`);
	await press(clerk, '/accept');
	await press(clerk, '/open');
	await clerk.locator('.undo').waitFor();
	if (walk.hasScript) await clerk.keyboard.press('u');
	else await clerk.locator('.undo button').click();
	await clerk.locator('form[action$="/open"]').first().waitFor();
	ok(await clerk.locator('.undo').count() === 0, 'undo takes the open list back');
	await go(clerk, `/desk/requests/${cut}?why=${encodeURIComponent('滕春霞')}`);
	await clerk.locator('form[action$="/assign"] button[name=one]').first().click();
	await check(clerk);
	let cutter = await enter('barber');
	await go(cutter, `/serve/requests/${cut}`);
	const at = new Date(day.getTime() + 4 * 86400e3);
	await cutter.locator('input[name=day]').fill(at.toISOString().slice(0, 10));
	await cutter.locator('input[name=time]').fill('10:00');
	await press(cutter, '/agree');
	await check(cutter);
	await add((new Date(`${at.toISOString().slice(0, 10)}T10:00:00+08:00`) - walk.now) / 60e3);
	[giver, cutter] = [await enter('giver'), await enter('barber')];
	await go(giver, '/my/card');
	await go(cutter, `/serve/requests/${cut}`);
	await cutter.locator('input[name=code]').fill(await giver.locator('.code-door').nth(1).innerText());
	await press(cutter, '/come');
	await add(45);
	await go(giver, '/my/card');
	await go(cutter, `/serve/requests/${cut}`);
	await cutter.locator('#note').fill('剪好了。');
	await cutter.locator('form[action$="/leave"] input[name=code]').fill(await giver.locator('.code-door').nth(1).innerText());
	await press(cutter, '/leave');
	await go(giver, `/my/requests/${cut}`);
	await press(giver, '/confirm');
	await go(giver, '/my/points');
	const spent = Number((await giver.locator('dd.big').first().innerText()).trim());
	ok(spent === after, 'what was set aside is spent once, not twice');
	await go(cutter, '/my/points');
	ok(Number((await cutter.locator('dd.big').first().innerText()).trim()) > 0, 'who cut his hair has earned points');
});
