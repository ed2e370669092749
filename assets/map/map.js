// SPDX-License-Identifier: Apache-2.0
// The ways of a day on a real map, where the operator has named tiles. All it shows stands on the page already: the visits of
// the board, and the drawing on a blank grid, which comes back when no tile does.
(function () {
	"use strict";

	const L = window.L;
	const place = document.querySelector(".map-place[data-tiles]");
	if (!L || !place) {
		return;
	}
	const drawing = place.parentNode.querySelector("svg.map");
	const caption = place.parentNode.querySelector(".map-line");
	const drawn = caption.textContent;
	const stops = Array.from(document.querySelectorAll(".board-visit[data-lat]"), stopOf);

	function stopOf(visit) {
		const row = visit.closest(".board-row");
		const name = row.querySelector(".board-who").textContent.trim();
		const what = visit.querySelector(".board-pick");
		return {
			number: what.querySelector(".board-number").textContent, time: what.querySelector(".board-time").textContent,
			title: what.querySelector("b").textContent, rest: what.querySelector(".small").textContent, name: name, who: row.dataset.who,
			at: L.latLng(visit.dataset.lat, visit.dataset.lng), from: L.latLng(visit.dataset.fromLat, visit.dataset.fromLng),
			isFromHome: "fromHome" in visit.dataset, href: visit.querySelector("a").href,
		};
	}

	function line(tag, words, parent) {
		const element = document.createElement(tag);
		element.textContent = words;
		parent.append(element);
		return element;
	}

	function wordsOf(stop) {
		const box = document.createElement("div");
		line("b", stop.number + " · " + stop.title, box);
		line("p", stop.time + " · " + stop.name, box);
		line("p", stop.rest, box).className = "small quiet";
		return box;
	}

	function start() {
		place.hidden = false;
		const map = L.map(place, { zoomControl: false, attributionControl: false, scrollWheelZoom: false, dragging: !L.Browser.mobile, zoomSnap: .5 });
		L.control.zoom({ zoomInTitle: place.dataset.in, zoomOutTitle: place.dataset.out }).addTo(map);
		const credit = document.createElement("span");
		credit.textContent = place.dataset.credit;
		L.control.attribution({ prefix: false }).addAttribution(credit.innerHTML).addTo(map);
		place.setAttribute("role", "group");
		place.setAttribute("aria-label", place.dataset.name);
		let hasTile = false;
		L.tileLayer(place.dataset.tiles, { maxZoom: 18, minZoom: 9 })
			.on("tileload", () => { hasTile = true; })
			.on("load", function () {
				if (!hasTile) { // nothing comes: the drawing is better than an empty sheet
					map.remove();
					place.hidden = true;
					place.parentNode.querySelector(".map-who").remove();
					drawing.removeAttribute("hidden");
					caption.textContent = drawn;
				}
			}).addTo(map);
		drawing.setAttribute("hidden", "");
		caption.textContent = place.dataset.line;
		return map;
	}

	// Pins of one spot stand side by side.
	function pin(stop, nth, count) {
		const marker = L.marker(stop.at, {
			icon: L.divIcon({ className: "map-pin", html: stop.number, iconSize: [32, 32], iconAnchor: [16 + 18 * (count - 1) - 36 * nth, 16] }),
			title: stop.number + " " + stop.time + " " + stop.title + " · " + stop.name, keyboard: true, riseOnHover: true,
		});
		marker.bindPopup(wordsOf(stop), { closeButton: false, autoPanPadding: [24, 24] });
		return marker;
	}

	function layerOf(who) {
		const own = stops.filter((stop) => stop.who === who);
		const layer = L.layerGroup();
		for (const stop of own) {
			const same = stops.filter((other) => other.at.equals(stop.at));
			if (stop.isFromHome) {
				L.circle(stop.from, { radius: 250, className: "map-near", interactive: false }).addTo(layer);
			}
			L.polyline([stop.from, stop.at], { className: "map-route", interactive: false }).addTo(layer);
			pin(stop, same.indexOf(stop), same.length).addTo(layer);
		}
		return layer;
	}

	const map = start();
	const people = [...new Set(stops.map((stop) => stop.who))];
	const layers = new Map(people.map((who) => [who, layerOf(who)]));
	const choice = document.createElement("div");
	choice.className = "chips map-who";
	choice.setAttribute("role", "group");
	choice.setAttribute("aria-label", place.dataset.who);
	place.before(choice);

	function show(wanted) {
		const shown = stops.filter((stop) => wanted === "" || stop.who === wanted);
		map.fitBounds(L.latLngBounds(shown.flatMap((stop) => [stop.from, stop.at])), { padding: [48, 48], maxZoom: 16, animate: false });
		for (const [who, layer] of layers) {
			if (wanted === "" || wanted === who) {
				layer.addTo(map);
			} else {
				layer.remove();
			}
		}
		for (const button of choice.children) {
			button.setAttribute("aria-pressed", String(button.dataset.who === wanted));
		}
	}

	for (const who of ["", ...people]) {
		const button = line("button", who === "" ? place.dataset.all : stops.find((stop) => stop.who === who).name, choice);
		button.type = "button";
		button.className = "btn btn-small";
		button.dataset.who = who;
		button.addEventListener("click", () => show(who));
	}
	show("");
})();
