// SPDX-License-Identifier: Apache-2.0
// Checks one receipt of points as a browser does, with the house's own script. Standard input: a page of /my/points/{id}.
import { readFileSync } from 'node:fs';
import { webcrypto } from 'node:crypto';
import { createContext, runInContext } from 'node:vm';

const window = { crypto: webcrypto };
runInContext(readFileSync(process.argv[2], 'utf8'), createContext({ window, TextEncoder, TextDecoder, atob, Uint8Array, Date }));
const { fromHex, includes, readHead, sha256 } = window.lastmileProof;
const page = readFileSync(0, 'utf8');
const part = name => new RegExp(`<pre[^>]* data-${name}>([^<]*)</pre>`).exec(page)[1].replaceAll('&#39;', "'").replaceAll('&quot;', '"').replaceAll('&amp;', '&');
const [, key, index] = /data-receipt data-key="([0-9a-f]+)" data-index="(\d+)"/.exec(page);
const head = await readHead(part('note'), fromHex(key));
const hashes = (part('path').match(/.{64}/g) || []).map(fromHex);
const leaf = await sha256(Uint8Array.from([0, ...fromHex(part('entry'))]));
const isThere = await includes(leaf, Number(index), head.size, hashes, head.root);
console.log(head.isGood && isThere ? 'good' : 'bad');
