// SPDX-License-Identifier: Apache-2.0
// What anybody can check without trusting us: receipts and heads of the public tree, slips of certificates. Works on a
// saved page without a network. WebCrypto where the browser has it, else the same in plain arithmetic.
(function () {
	"use strict";

	const subtle = window.crypto && window.crypto.subtle;
	const utf8 = (text) => new TextEncoder().encode(text);
	const join = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));
	const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);
	const fromHex = (hex) => Uint8Array.from(hex.trim().match(/../g) || [], (pair) => parseInt(pair, 16));
	const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
	const fromBase64 = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

	// ---- SHA-2 (FIPS 180-4): constants are roots of the first primes, worked out once ----

	const primes = [];
	for (let n = 2; primes.length < 80; n++) {
		if (primes.every((prime) => n % prime)) {
			primes.push(n);
		}
	}
	const mask = (1n << 64n) - 1n;
	// The first 64 bits behind the point of n to the power of 1/root.
	function fraction(n, root) {
		const target = BigInt(n) << (64n * root);
		let low = 0n;
		let high = 1n << 72n;
		while (high - low > 1n) {
			const middle = (low + high) / 2n;
			if (middle ** root <= target) {
				low = middle;
			} else {
				high = middle;
			}
		}
		return low & mask;
	}
	const cubes = primes.map((prime) => fraction(prime, 3n));
	const squares = primes.slice(0, 8).map((prime) => fraction(prime, 2n));

	// One routine for both widths; `turns` are the rotations and shifts of each.
	function sha2(bytes, width, rounds, turns) {
		const bits = BigInt(width);
		const all = (1n << bits) - 1n;
		const block = width * 2;
		const cut = (value) => (value >> (64n - bits)) & all;
		const turn = (x, n) => (x >> BigInt(n)) | ((x << (bits - BigInt(n))) & all);
		const length = Math.ceil((bytes.length + 1 + width / 4) / block) * block;
		const message = new Uint8Array(length);
		message.set(bytes);
		message[bytes.length] = 0x80;
		for (let i = 0, left = bytes.length * 8; i < 6; i++, left = Math.floor(left / 256)) {
			message[length - 1 - i] = left % 256;
		}
		let state = squares.map(cut);
		for (let at = 0; at < length; at += block) {
			const w = [];
			for (let i = 0; i < 16; i++) {
				w.push(message.slice(at + i * width / 8, at + (i + 1) * width / 8).reduce((value, byte) => (value << 8n) | BigInt(byte), 0n));
			}
			for (let i = 16; i < rounds; i++) {
				const s0 = turn(w[i - 15], turns[0]) ^ turn(w[i - 15], turns[1]) ^ (w[i - 15] >> BigInt(turns[2]));
				const s1 = turn(w[i - 2], turns[3]) ^ turn(w[i - 2], turns[4]) ^ (w[i - 2] >> BigInt(turns[5]));
				w.push((w[i - 16] + s0 + w[i - 7] + s1) & all);
			}
			let [a, b, c, d, e, f, g, h] = state;
			for (let i = 0; i < rounds; i++) {
				const t1 = h + (turn(e, turns[9]) ^ turn(e, turns[10]) ^ turn(e, turns[11])) + ((e & f) ^ (all & ~e & g)) + cut(cubes[i]) + w[i];
				const t2 = (turn(a, turns[6]) ^ turn(a, turns[7]) ^ turn(a, turns[8])) + ((a & b) ^ (a & c) ^ (b & c));
				[a, b, c, d, e, f, g, h] = [(t1 + t2) & all, a, b, c, (d + t1) & all, e, f, g];
			}
			state = [a, b, c, d, e, f, g, h].map((value, i) => (value + state[i]) & all);
		}
		return fromHex(state.map((value) => value.toString(16).padStart(width / 4, "0")).join(""));
	}
	const own256 = (bytes) => sha2(bytes, 32, 64, [7, 18, 3, 17, 19, 10, 2, 13, 22, 6, 11, 25]);
	const own512 = (bytes) => sha2(bytes, 64, 80, [1, 8, 7, 19, 61, 6, 28, 34, 39, 14, 18, 41]);
	async function sha256(bytes) {
		return subtle ? new Uint8Array(await subtle.digest("SHA-256", bytes)) : own256(bytes);
	}
	async function hmac(secret, bytes) {
		const pad = (mark) => Uint8Array.from({ length: 64 }, (_, i) => (secret[i] || 0) ^ mark);
		return sha256(join(pad(0x5c), await sha256(join(pad(0x36), bytes))));
	}

	// ---- Ed25519 (RFC 8032, 5.1.7) ----

	const p = (1n << 255n) - 19n;
	const order = (1n << 252n) + 27742317777372353535851937790883648493n;
	const mod = (a, m = p) => ((a % m) + m) % m;
	function power(base, exponent) {
		let result = 1n;
		for (let b = mod(base), e = exponent; e > 0n; e >>= 1n, b = mod(b * b)) {
			result = e & 1n ? mod(result * b) : result;
		}
		return result;
	}
	const curve = mod(-121665n * power(121666n, p - 2n));
	const little = (bytes) => bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
	function unpack(bytes) {
		const sign = bytes[31] >> 7;
		const y = little(bytes) & ((1n << 255n) - 1n);
		const square = mod((y * y - 1n) * power(curve * y * y + 1n, p - 2n));
		let x = power(square, (p + 3n) / 8n);
		if (mod(x * x - square) !== 0n) {
			x = mod(x * power(2n, (p - 1n) / 4n));
		}
		if (y >= p || mod(x * x - square) !== 0n || (x === 0n && sign)) {
			return null;
		}
		x = Number(x & 1n) === sign ? x : p - x;
		return [x, y, 1n, mod(x * y)];
	}
	function plus([x1, y1, z1, t1], [x2, y2, z2, t2]) {
		const a = mod((y1 - x1) * (y2 - x2));
		const b = mod((y1 + x1) * (y2 + x2));
		const c = mod(2n * t1 * t2 * curve);
		const d = mod(2n * z1 * z2);
		return [mod((b - a) * (d - c)), mod((d + c) * (b + a)), mod((d - c) * (d + c)), mod((b - a) * (b + a))];
	}
	function times(point, n) {
		let sum = [0n, 1n, 1n, 0n];
		for (let add = point; n > 0n; n >>= 1n, add = plus(add, add)) {
			sum = n & 1n ? plus(sum, add) : sum;
		}
		return sum;
	}
	function ownVerify(key, signature, message) {
		const base = unpack(fromHex("58" + "66".repeat(31)));
		const a = unpack(key);
		const r = unpack(signature.slice(0, 32));
		const s = little(signature.slice(32));
		if (!a || !r || signature.length !== 64 || s >= order) {
			return false;
		}
		const h = mod(little(own512(join(signature.slice(0, 32), key, message))), order);
		const left = times(base, s);
		const right = plus(r, times(a, h));
		return mod(left[0] * right[2] - right[0] * left[2]) === 0n && mod(left[1] * right[2] - right[1] * left[2]) === 0n;
	}
	async function verify(key, signature, message) {
		if (key.length !== 32 || signature.length !== 64) {
			return false;
		}
		try {
			const known = await subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
			return await subtle.verify("Ed25519", known, signature, message);
		} catch {
			return ownVerify(key, signature, message); // no WebCrypto, or one without this curve
		}
	}

	// ---- the tree (RFC 9162, 2.1.3.2 and 2.1.4.2) ----

	const leafOf = (entry) => sha256(join([0], entry));
	const nodeOf = (left, right) => sha256(join([1], left, right));
	const hashesOf = (hex) => (hex.trim().match(/.{64}/g) || []).map(fromHex);
	// One level up; true: the next hash stands to the left. Sizes are below 2^53.
	function climb(at) {
		const isLeft = at.place % 2 === 1 || at.place === at.last;
		const up = () => { at.place = Math.floor(at.place / 2); at.last = Math.floor(at.last / 2); };
		while (isLeft && at.place % 2 === 0 && at.place !== 0) {
			up();
		}
		up();
		return isLeft;
	}
	async function includes(leaf, index, size, path, root) {
		const at = { place: index, last: size - 1 };
		let hash = leaf;
		if (index >= size) {
			return false;
		}
		for (const next of path) {
			if (at.last === 0) {
				return false;
			}
			hash = climb(at) ? await nodeOf(next, hash) : await nodeOf(hash, next);
		}
		return at.last === 0 && same(hash, root);
	}
	async function extendsTree(old, now, path) {
		if (old.size === 0 || old.size > now.size) {
			return false;
		}
		if (old.size === now.size) {
			return path.length === 0 && same(old.root, now.root);
		}
		const rest = path.slice();
		const at = { place: old.size - 1, last: now.size - 1 };
		let before = Number.isInteger(Math.log2(old.size)) ? old.root : rest.shift();
		while (at.place % 2 === 1) {
			at.place = Math.floor(at.place / 2);
			at.last = Math.floor(at.last / 2);
		}
		let after = before;
		if (!before) {
			return false;
		}
		for (const next of rest) {
			if (at.last === 0) {
				return false;
			}
			if (climb(at)) {
				before = await nodeOf(next, before);
				after = await nodeOf(next, after);
			} else {
				after = await nodeOf(after, next);
			}
		}
		return at.last === 0 && same(before, old.root) && same(after, now.root);
	}

	// ---- signed heads (src/proof/head.h) and slips (src/proof/slip.h) ----

	async function readHead(note, key) {
		const [body, line] = note.split("\n\n");
		const [origin, size, root] = body.split("\n");
		try {
			const signed = fromBase64(line.trim().split(" ")[2]);
			const id = await sha256(join(utf8(origin), [10, 1], key));
			const isGood = same(signed.slice(0, 4), id.slice(0, 4)) && await verify(key, signed.slice(4), utf8(body + "\n"));
			return { origin, size: Number(size), root: fromBase64(root), isGood };
		} catch {
			return { origin, size: 0, root: [], isGood: false };
		}
	}
	async function readSlip(typed, key) {
		let bytes;
		try {
			bytes = fromBase64(typed.replace(/^.*\bp=/s, "").replace(/&.*$/s, "").trim());
		} catch {
			return { verdict: "unreadable" };
		}
		if (bytes.length < 90 || bytes[0] !== 1) {
			return { verdict: "unreadable" };
		}
		const message = join(utf8("lastmile certificate 1\n"), bytes.slice(0, -64));
		if (!await verify(key, bytes.slice(-64), message)) {
			return { verdict: "bad" };
		}
		let at = 2;
		const take = (count) => bytes.slice(at, at += count).reduce((value, byte) => value * 256 + byte, 0);
		const vary = () => { let value = 0; for (let unit = 1; ; unit *= 128) { const byte = take(1); value += (byte % 128) * unit; if (byte < 128) { return value; } } };
		const text = () => { const count = take(1); return new TextDecoder().decode(bytes.slice(at, at += count)); };
		const day = () => { const days = take(2); return days ? new Date((10957 + days) * 86400000).toISOString().slice(0, 10) : ""; };
		const slip = { verdict: "good", county: take(3), year: take(1) + 2000, serial: take(3), issued: day(), from: day(), to: day() };
		Object.assign(slip, { machine: vary(), manual: vary(), count: vary(), name: bytes[1] & 1 ? text() : "", lines: [] });
		for (let left = bytes[1] & 2 ? take(1) : 0; left > 0; left--) {
			slip.lines.push({ times: vary(), minutes: vary(), title: text() });
		}
		return slip;
	}

	// The signed list of numbers that are no longer valid (src/proof/revoked.h): null unless it is exactly what was signed.
	async function readRevoked(note, key) {
		const [body, line] = note.split("\n\n");
		const [mark, origin, at, count, ...lines] = body.split("\n");
		try {
			const isGood = mark === "lastmile revoked 1" && lines.length === Number(count) && await verify(key, fromBase64(line.trim()), utf8(body + "\n"));
			return isGood ? { origin, at: Number(at.slice(3)), ended: new Map(lines.map((one) => one.split(" "))) } : null;
		} catch {
			return null;
		}
	}
	// The newest good one: that of the page, that which this browser kept, that which the house gives now; kept for later.
	async function newestRevoked(key, hex, place) {
		const name = `lastmile revoked ${hex}`;
		const notes = [place ? place.textContent : "", localStorage.getItem(name) || ""];
		if (location.protocol !== "file:") {
			notes.push(await fetch("/revoked/list").then((answer) => (answer.ok ? answer.text() : ""), () => ""));
		}
		let newest = null;
		for (const note of notes) {
			const list = note && await readRevoked(note, key);
			if (list && (!newest || list.at > newest.at)) {
				newest = list;
				localStorage.setItem(name, note);
			}
		}
		return newest;
	}
	function endedOf(slip, list) {
		const number = `${String(slip.county).padStart(6, "0")}${slip.year}${String(slip.serial).padStart(6, "0")}`;
		const found = list && [...list.ended].find(([one]) => one.slice(0, 16) === number);
		return found ? found[1] : "";
	}

	// ---- on the pages ----

	function say(output, isGood, words) {
		output.textContent = words;
		output.className = `note ${isGood ? "is-done" : "is-late"}`;
		output.dataset.good = String(isGood);
		output.hidden = false;
	}

	// The head that was seen last is kept; a later one has to extend it, under the same key. Without the house, or on a saved page,
	// nothing is compared and nothing is kept.
	async function compare(head, key) {
		const name = `lastmile ${head.origin}`;
		const kept = JSON.parse(localStorage.getItem(name) || "null");
		let isGood = true;
		if (location.protocol === "file:") {
			return "";
		}
		if (kept && (kept.size !== head.size || kept.root !== toHex(head.root) || kept.key !== key)) {
			const old = { size: kept.size, root: fromHex(kept.root) };
			const [less, more] = old.size <= head.size ? [old, head] : [head, old];
			const answer = await fetch(`/heads/proof?from=${less.size}&to=${more.size}`, { headers: { Accept: "application/json" } }).catch(() => null);
			if (!answer || answer.status >= 500) {
				return "unasked";
			}
			isGood = kept.key === key && answer.ok && await extendsTree(less, more, hashesOf((await answer.json()).path));
		}
		if (isGood && (!kept || head.size > kept.size)) {
			localStorage.setItem(name, JSON.stringify({ size: head.size, root: toHex(head.root), key }));
		}
		return kept ? (isGood ? "grew" : "shrunk") : "first";
	}

	async function checkHead(place) {
		const head = await readHead(place.textContent, fromHex(place.dataset.key));
		const output = place.parentElement.querySelector("output");
		const verdict = head.isGood ? await compare(head, place.dataset.key) : "";
		const isGood = head.isGood && verdict !== "shrunk";
		say(output, isGood, [head.isGood ? place.dataset.good : place.dataset.bad, place.dataset[verdict]].filter(Boolean).join(" "));
		if (isGood && "quiet" in place.dataset) {
			output.className = "quiet small"; // what is as it should be needs no fanfare
		}
	}

	// What an entry says, in the words of the page (src/proof/entry.h).
	function readEntry(entry, words, isHers) {
		const number = (at, count) => entry.slice(at, at + count).reduce((value, byte) => value * 256 + byte, 0);
		const amount = number(24, 8);
		const at = new Date(number(16, 8) + 8 * 3600000).toISOString().slice(0, 16).replace("T", " ");
		const told = entry[1] === 1 ? `${isHers ? "-" : "+"}${amount / 100} ${words.points}` : `${amount} ${words.minutes}`;
		return { kind: entry[1], amount, words: `${words.says} ${at} · ${told}` };
	}

	async function checkReceipt(place) {
		const part = (name) => place.querySelector(`[data-${name}]`).textContent;
		const entry = fromHex(part("entry"));
		const number = Number(place.dataset.index);
		const head = await readHead(part("note"), fromHex(place.dataset.key));
		const tag = await hmac(fromHex(part("secret")), join(utf8("tag"), entry.slice(8, 16)));
		const isHers = same(tag, entry.slice(48, 80)); // she gave it
		const isMine = isHers || same(tag, entry.slice(80, 112));
		const isThere = await includes(await leafOf(entry), number, head.size, hashesOf(part("path")), head.root);
		const told = readEntry(entry, place.dataset, isHers);
		const shown = document.querySelector("[data-shown]"); // the amount as the page shows it has to be the one of the entry
		const isSame = told.kind !== 1 || !shown || shown.textContent.trim() === `${isHers ? "-" : "+"}${told.amount / 100}`;
		const verdict = head.isGood && isMine && isThere && isSame ? await compare(head, place.dataset.key) : "bad";
		const isGood = verdict !== "bad" && verdict !== "shrunk";
		say(place.parentElement.querySelector("output"), isGood, [isGood ? place.dataset.good : place.dataset[verdict], isMine && isThere ? told.words : "",
			isGood ? place.dataset[verdict] : ""].filter(Boolean).join(" "));
	}

	async function checkSlip(form) {
		const typed = form.querySelector("textarea").value.trim();
		const output = form.querySelector("output");
		if (typed === "") {
			output.hidden = true;
			return;
		}
		const key = fromHex(form.dataset.key);
		const slip = await readSlip(typed, key);
		const list = slip.verdict === "good" ? await newestRevoked(key, form.dataset.key, document.querySelector("[data-revoked-list]")) : null;
		const ended = slip.verdict === "good" ? endedOf(slip, list) : "";
		const minutes = slip.machine + slip.manual;
		const facts = slip.verdict !== "good" ? [] : [`${slip.county}-${slip.year}-${String(slip.serial).padStart(6, "0")}`, slip.name,
			`${Math.floor(minutes / 6) / 10} ${form.dataset.hours}`, `${slip.from} – ${slip.to}`,
			...slip.lines.map((line) => `${line.title} ${line.times} × ${Math.floor(line.minutes / 6) / 10}`)];
		const standing = ended ? form.dataset[ended] : list ? `${form.dataset.standing} ${new Date(list.at + 8 * 3600000).toISOString().slice(0, 16).replace("T", " ")}` : "";
		output.dataset.ended = ended;
		say(output, slip.verdict === "good" && !ended, [form.dataset[slip.verdict], standing, ...facts].filter(Boolean).join(" · "));
	}

	window.lastmileProof = { own256, own512, ownVerify, verify, sha256, includes, extendsTree, readHead, readSlip, readRevoked, endedOf, fromHex, toHex };
	if (window.document) {
		document.querySelectorAll("[data-head]").forEach(checkHead);
		document.querySelectorAll("[data-receipt]").forEach(checkReceipt);
		for (const form of document.querySelectorAll("form[data-slip-form]")) {
			form.addEventListener("input", () => checkSlip(form));
			form.addEventListener("submit", (event) => {
				if (location.protocol === "file:") {
					event.preventDefault(); // a saved page: the signature is all there is to ask
					checkSlip(form);
				}
			});
			checkSlip(form);
		}
	}
})();
