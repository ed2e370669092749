// SPDX-License-Identifier: Apache-2.0
// Makes the browser's files: the framework's styles cut down to what the templates use, our own styles and
// script on top, one sprite of the icons named in assets/icons.txt; compressed, and embedded in the program.
//
//   node tools/assets/build.mjs SOURCE_ROOT OUT_DIR
//
// writes into OUT_DIR: files/ (the assets and their .br and .gz), assets.c (the table of web/asset.h),
// assets.S (the bytes), assets.d (what it read), manifest.json (name to path).
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import CleanCSS from "clean-css";
import { PurgeCSS } from "purgecss";

const [sourceRoot, outDir] = process.argv.slice(2).map((path) => resolve(path));
const require = createRequire(import.meta.url);
const depends = new Set([process.argv[1]]);
const budget = 60 * 1024;    // of what every page loads
const mapBudget = 48 * 1024; // of what a page with a map loads on top

function read(path) {
	depends.add(path);
	return readFileSync(path, "utf8");
}

function filesUnder(folder, ending) {
	const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
	depends.add(folder); // a file that comes or goes changes its folder
	entries.filter((entry) => entry.isDirectory()).forEach((entry) => depends.add(join(entry.parentPath ?? entry.path, entry.name)));
	return entries
		.filter((entry) => entry.isFile() && entry.name.endsWith(ending))
		.map((entry) => join(entry.parentPath ?? entry.path, entry.name))
		.sort();
}

function fail(words) {
	process.stderr.write(`assets: ${words}\n`);
	process.exit(1);
}

// ---- styles ----

// Our parts own these words; the framework's rules of the same name stay out.
const ours = ["timeline", "empty", "page", "card", "step", "steps", "list", "section", "status", "tag", "nav", "rows", "note", "chip", "pill",
	"navbar", "footer", "theme-light", "theme-dark", "layout-fluid", "demo", "icon", "avatar", "legend", "figure", "search", "form", "field",
	"is-done", "is-late", "quiet", "num", "small", "big", "end", "line", "lines", "code", "tile", "person", "state", "choice", "input", "actions",
	"row", "col", "btn-danger", "btn-primary"];

// Our buttons need only the framework's reset; its variants would fight ours.
async function frameworkCss() {
	const path = require.resolve("@tabler/core/dist/css/tabler.css");
	const content = [...filesUnder(join(sourceRoot, "templates"), ".html"), ...filesUnder(join(sourceRoot, "assets/js"), ".js"), ...filesUnder(join(sourceRoot, "assets/map"), ".js")]
		.map((file) => ({ raw: read(file), extension: "html" }));
	const [purged] = await new PurgeCSS().purge({
		content,
		css: [{ raw: read(path) }],
		defaultExtractor: (text) => text.match(/[A-Za-z0-9_-]+/g) ?? [],
		blocklist: ours,
		variables: true,
		keyframes: true,
		fontFace: true,
		safelist: { standard: ["html", "body", "disabled"] },
	});
	return purged.css;
}

// The dark roles, again, for who asked their device and not us.
function withDeviceDark(css) {
	const copies = [];
	for (const match of css.matchAll(/:root\[data-theme="dark"\](\[[^{]*)?\s*\{([^}]*)\}/g)) {
		copies.push(`:root:not([data-theme="light"])${match[1] ?? ""}{${match[2]}}`);
	}
	return css.replace(/(:root\s*\{\s*--font:)/, `@media screen and (prefers-color-scheme: dark) {${copies.join("")}}\n$1`);
}

// The content security policy forbids data: addresses, so a declaration that has one is dropped.
function withoutData(css) {
	return css.replace(/[\w-]+\s*:[^;{}]*url\(\s*["']?data:(?:"[^"]*"|'[^']*'|[^"')])*["']?\s*\)[^;{}]*;?/g, "");
}

function small(css) {
	const made = new CleanCSS({ level: { 1: { specialComments: 0 }, 2: false }, compatibility: "*" }).minify(css);
	if (made.errors.length > 0) {
		fail(made.errors.join("; "));
	}
	return made.styles;
}

async function styles() {
	const own = filesUnder(join(sourceRoot, "assets/css"), ".css").map(read).join("\n");
	const css = withoutData(await frameworkCss()) + withDeviceDark(own);
	const made = small(css);
	if (/url\(\s*["']?data:/.test(made)) {
		fail("a data: address is left in the styles");
	}
	return made;
}

// The map's library, for pages with a map alone. Its pictures stay out: pins are drawn by our own styles.
function mapStyles() {
	return small(read(require.resolve("leaflet/dist/leaflet.css")).replace(/[\w-]+\s*:[^;{}]*url\([^)]*\)[^;{}]*;?/g, ""));
}

function mapScript() {
	const own = filesUnder(join(sourceRoot, "assets/map"), ".js").map(read).map(squeeze);
	return [read(require.resolve("leaflet/dist/leaflet.js")).replace(/\n\/\/# sourceMappingURL=.*\s*$/, ""), ...own].join(";\n");
}

// ---- script ----

function script() {
	const htmx = read(require.resolve("htmx.org/dist/htmx.min.js"));
	const own = filesUnder(join(sourceRoot, "assets/js"), ".js").map(read).map(squeeze);
	return [htmx, ...own].join(";\n");
}

// Drops comment lines and indentation; names stay readable.
function squeeze(text) {
	return text.split("\n").map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("//")).join("\n");
}

// ---- icons ----

function iconNames() {
	return read(join(sourceRoot, "assets/icons.txt")).split("\n").map((line) => line.trim())
		.filter((line) => line !== "" && !line.startsWith("#"))
		.map((line) => line.split("=").map((word) => word.trim()))
		.map(([name, theirs]) => ({ name, theirs: theirs ?? name }));
}

function sprite() {
	const folder = dirname(require.resolve("@tabler/icons/package.json"));
	const names = iconNames();
	const symbols = names.map(({ name, theirs }) => {
		const path = join(folder, "icons/outline", `${theirs}.svg`);
		let svg;
		try {
			svg = readFileSync(path, "utf8");
		} catch {
			fail(`assets/icons.txt: there is no icon "${theirs}"`);
		}
		const inside = svg.replace(/<!--[\s\S]*?-->/g, "").replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "").replace(/>\s+</g, "><").trim();
		return `<symbol id="${name}" viewBox="0 0 24 24">${inside}</symbol>`;
	});
	const known = new Set(names.map((icon) => icon.name));
	for (const file of filesUnder(join(sourceRoot, "templates"), ".html")) {
		for (const [, name] of read(file).matchAll(/icons\.svg#([a-z0-9-]+)/g)) {
			if (!known.has(name)) {
				fail(`${file}: the icon "${name}" is not in assets/icons.txt`);
			}
		}
	}
	return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
}

// ---- out ----

const types = { css: "text/css; charset=utf-8", js: "text/javascript; charset=utf-8", svg: "image/svg+xml", png: "image/png", ico: "image/x-icon", webmanifest: "application/manifest+json" };

function asset(name, bytes, isHashed) {
	const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
	const [, stem, ending] = /^(.*)\.([a-z]+)$/.exec(name);
	const br = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
	const gz = gzipSync(bytes, { level: 9 });
	gz.fill(0, 4, 8);
	const isWorth = gz.length < bytes.length * 0.9;
	return { name, path: `/assets/${isHashed ? `${stem}.${hash}.${ending}` : name}`, type: types[ending], etag: `\\"${hash}\\"`, isHashed, bytes, br: isWorth ? br : null, gz: isWorth ? gz : null };
}

function writeTable(all) {
	const c = ["/* Made by tools/assets/build.mjs. */", '#include "web/asset.h"', ""];
	const s = ["/* Made by tools/assets/build.mjs. */", '\t.section .rodata,"a",%progbits'];
	const part = (index, kind, bytes) => {
		if (bytes === null) {
			return "{ 0 }";
		}
		const symbol = `asset_${index}_${kind}`;
		const file = join(outDir, "files", `${index}.${kind}`);
		writeFileSync(file, bytes);
		s.push("\t.balign 16", `\t.global ${symbol}`, `\t.hidden ${symbol}`, `${symbol}:`, `\t.incbin "${file}"`);
		c.push(`extern const char ${symbol}[] __attribute__((visibility("hidden")));`);
		return `{ ${symbol}, ${bytes.length} }`;
	};
	const rows = all.map((one, index) => `\t{ "${one.path}", "${one.name}", "${one.type}", "${one.etag}",\n\t  ${part(index, "raw", one.bytes)}, ${part(index, "br", one.br)}, ${part(index, "gz", one.gz)}, ${one.isHashed} },`);
	c.push("", "const struct asset assets[] = {", ...rows, "};", `const size_t assets_count = ${all.length};`, "");
	s.push('\t.section .note.GNU-stack,"",%progbits', "");
	writeFileSync(join(outDir, "assets.c"), c.join("\n"));
	writeFileSync(join(outDir, "assets.S"), s.join("\n"));
}

rmSync(join(outDir, "files"), { recursive: true, force: true });
mkdirSync(join(outDir, "files"), { recursive: true });

const all = [
	asset("app.css", Buffer.from(await styles()), true),
	asset("app.js", Buffer.from(script()), true),
	asset("map.css", Buffer.from(mapStyles()), true),
	asset("map.js", Buffer.from(mapScript()), true),
	asset("icons.svg", Buffer.from(sprite()), false),
	...filesUnder(join(sourceRoot, "assets/img"), "").map((file) => {
		depends.add(file);
		return asset(basename(file), readFileSync(file), false);
	}),
].sort((a, b) => (a.path < b.path ? -1 : 1));

for (const [name, most] of [["app", budget], ["map", mapBudget]]) {
	const weight = all.filter((one) => one.name === `${name}.css` || one.name === `${name}.js`).reduce((sum, one) => sum + one.br.length, 0);
	if (weight > most) {
		fail(`styles and script of ${name} weigh ${weight} bytes compressed, the budget is ${most}`);
	}
}
for (const one of all) {
	process.stdout.write(`${one.path}  ${one.bytes.length} bytes, ${one.br?.length ?? one.bytes.length} compressed\n`);
}
writeTable(all);
writeFileSync(join(outDir, "manifest.json"), JSON.stringify(Object.fromEntries(all.map((one) => [one.name, one.path])), null, "\t") + "\n");
const made = ["assets.c", "assets.S", "manifest.json"].map((name) => join("assets", name)).join(" ");
writeFileSync(join(outDir, "assets.d"), `${made}: ${[...depends].join(" ")}\n`);
