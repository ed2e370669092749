// SPDX-License-Identifier: Apache-2.0
// Two more implementations beside the house's: the tree from the words of RFC 9162 over node's own hashes, and the
// script that browsers run (assets/js/proof.js), once with WebCrypto and once with nothing but its own arithmetic.
import { createHash, createHmac, generateKeyPairSync, sign, webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';

let passed = 0;
let failed = 0;
function ok(condition, what) {
	if (condition) passed++;
	else { failed++; console.log(`FAILED ${what}`); }
}
const sha = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();
const leaf = n => sha(Buffer.from([0]), Buffer.from([n]));
const split = n => 2 ** Math.ceil(Math.log2(n) - 1);
const root = (from, to) => to - from === 1 ? leaf(from) : sha(Buffer.from([1]), root(from, from + split(to - from)), root(from + split(to - from), to));
// PATH and SUBPROOF as RFC 9162, 2.1.3.1 and 2.1.4.1, write them.
function path(m, from, to) {
	if (to - from === 1) return [];
	const k = from + split(to - from);
	return m < k ? [...path(m, from, k), root(k, to)] : [...path(m, k, to), root(from, k)];
}
function subproof(m, from, to, whole) {
	if (m === to) return whole ? [] : [root(from, to)];
	const k = from + split(to - from);
	return m <= k ? [...subproof(m, from, k, whole), root(k, to)] : [...subproof(m, k, to, false), root(from, k)];
}
const hex = list => Buffer.concat(list).toString('hex');

const told = readFileSync(0, 'utf8').trim().split('\n').map(line => line.split(' '));
const roots = {};
for (const [what, a, b, c = ''] of told) {
	if (what === 'root') ok((roots[a] = root(0, Number(a))).toString('hex') === b, `root ${a}`);
	if (what === 'in') ok(hex(path(Number(a), 0, Number(b))) === c, `inclusion ${a} in ${b}`);
	if (what === 'ex') ok(hex(subproof(Number(a), 0, Number(b), true)) === c, `consistency ${a} to ${b}`);
	if (what === 'tag') ok(createHmac('sha256', Buffer.from(a, 'hex')).update(Buffer.concat([Buffer.from('tag'), Buffer.alloc(7), Buffer.from([77])])).digest('hex') === c, 'tag');
}
ok(told.filter(([what]) => what === 'in').length === 2080 && told.filter(([what]) => what === 'ex').length === 2080, 'all proofs of all trees were told');

const source = readFileSync(process.argv[2], 'utf8');
function load(crypto) {
	const window = { crypto };
	runInContext(source, createContext({ window, TextEncoder, TextDecoder, atob, Uint8Array, Date }));
	return window.lastmileProof;
}
const value = name => told.find(([what]) => what === name)[1];
for (const [name, crypto] of [['WebCrypto', webcrypto], ['own arithmetic', undefined]]) {
	const proof = load(crypto);
	const step = crypto ? 1 : 7; // the slow one sees every seventh
	for (const [what, a, b, c = ''] of told.filter(([what], i) => (what === 'in' || what === 'ex') && i % step === 0)) {
		const list = (c.match(/.{64}/g) ?? []).map(one => proof.fromHex(one));
		const now = { size: Number(b), root: roots[b] };
		const check = list => what === 'in' ? proof.includes(leaf(Number(a)), Number(a), Number(b), list, roots[b]) : proof.extendsTree({ size: Number(a), root: roots[a] }, now, list);
		ok(await check(list), `${name}: ${what} ${a} ${b}`);
		if (list.length > 0) {
			const damaged = list.map(one => one.slice());
			damaged[passed % list.length][passed % 32] ^= 1 << passed % 8;
			ok(!await check(damaged), `${name}: damaged ${what} ${a} ${b}`);
			ok(!await check(list.slice(1)), `${name}: shortened ${what} ${a} ${b}`);
		}
		ok(!await check([...list, roots[1]]), `${name}: lengthened ${what} ${a} ${b}`);
	}
	const key = proof.fromHex(value('key'));
	const other = proof.fromHex(value('key'));
	other[5] ^= 4;
	const note = Buffer.from(value('note'), 'hex').toString();
	const head = await proof.readHead(note, key);
	ok(head.isGood && head.size === 42 && head.origin === 'lastmile/370725', `${name}: the head is ours`);
	ok(!(await proof.readHead(note.replace('42', '43'), key)).isGood, `${name}: a changed head is not`);
	ok(!(await proof.readHead(note, other)).isGood, `${name}: nor under another key`);
	const slip = await proof.readSlip(`https://example.invalid/verify?p=${value('slip')}`, key);
	ok(slip.verdict === 'good' && slip.name === '阿卜杜拉·买买提' && slip.machine === 2415 && slip.serial === 123 && slip.lines[0].title === '陪诊', `${name}: the slip reads back`);
	ok(slip.issued === new Date(20523 * 86400e3).toISOString().slice(0, 10), `${name}: its day`);
	for (let at = 2; at < value('slip').length; at += 11) {
		const letter = value('slip')[at] === 'A' ? 'B' : 'A';
		ok((await proof.readSlip(value('slip').slice(0, at) + letter + value('slip').slice(at + 1), key)).verdict !== 'good', `${name}: slip changed at ${at}`);
	}
	ok((await proof.readSlip(value('slip'), other)).verdict === 'bad', `${name}: slip under another key`);
	ok((await proof.readSlip('hello', key)).verdict === 'unreadable', `${name}: no slip`);
}

// The arithmetic of its own against node's.
const proof = load(undefined);
for (const length of [0, 1, 55, 56, 63, 64, 65, 111, 112, 119, 120, 127, 128, 129, 300]) {
	const bytes = Uint8Array.from({ length }, (_, i) => i * 7 % 256);
	ok(proof.toHex(proof.own256(bytes)) === createHash('sha256').update(bytes).digest('hex'), `SHA-256 of ${length} bytes`);
	ok(proof.toHex(proof.own512(bytes)) === createHash('sha512').update(bytes).digest('hex'), `SHA-512 of ${length} bytes`);
}
for (let n = 0; n < 8; n++) {
	const pair = generateKeyPairSync('ed25519');
	const key = Uint8Array.from(pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32));
	const message = Buffer.from(`message ${n}`);
	const signature = Uint8Array.from(sign(null, message, pair.privateKey));
	ok(proof.ownVerify(key, signature, message), `Ed25519 ${n}`);
	for (const at of [0, 31, 32, 63]) {
		const forged = signature.slice();
		forged[at] ^= 1;
		ok(!proof.ownVerify(key, forged, message), `Ed25519 ${n} forged at ${at}`);
	}
	ok(!proof.ownVerify(key, signature, Buffer.from('another')), `Ed25519 ${n} of another message`);
}
console.log(`proof: ${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
