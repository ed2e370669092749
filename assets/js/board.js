// SPDX-License-Identifier: Apache-2.0
// The board of a day: a visit is taken by its grip and let go over another volunteer. The server is asked what that would
// cost; nothing is kept before it is confirmed. The board's buttons do the same without this file.
(function () {
	"use strict";

	const board = document.querySelector(".board[data-moves]");
	if (!board || !window.PointerEvent || !window.fetch || !window.HTMLDialogElement) {
		return;
	}
	const near = 8;      // px before a press becomes a drag
	const edge = 72;     // px at the window's edges that push the page along
	let held = null;     // { visit, row, ghost, x, y, over, isMoving }

	for (const grip of board.querySelectorAll(".board-grip")) {
		grip.hidden = false;
		grip.addEventListener("pointerdown", take);
	}

	function take(event) {
		if (event.button !== 0 || held) {
			return;
		}
		event.preventDefault(); // no text is marked, no page is pushed
		const visit = event.target.closest(".board-visit");
		held = { visit: visit, row: visit.closest(".board-row"), x: event.clientX, y: event.clientY, id: event.pointerId, over: null, isMoving: false };
		document.addEventListener("pointermove", move);
		document.addEventListener("pointerup", letGo);
		document.addEventListener("pointercancel", forget);
		document.addEventListener("keydown", escape, true);
	}

	// What the board's own buttons say it costs, beside each name they know.
	function tellCosts() {
		for (const button of held.visit.querySelectorAll("button[name=change]")) {
			const row = rowOf(button.value.split(".")[1]);
			const words = button.querySelector(".small");
			if (row && words && row !== held.row) {
				row.dataset.cost = words.textContent;
			}
		}
	}

	function rowOf(who) {
		return who ? board.querySelector('.board-row[data-who="' + CSS.escape(who) + '"]') : null;
	}

	function begin() {
		held.isMoving = true;
		held.ghost = document.createElement("div");
		held.ghost.className = "board-ghost";
		held.ghost.textContent = held.visit.querySelector(".board-pick b").textContent;
		document.body.append(held.ghost);
		board.classList.add("is-moving");
		held.visit.classList.add("is-held");
		tellCosts();
	}

	function move(event) {
		if (!held || event.pointerId !== held.id) {
			return;
		}
		if (!held.isMoving && Math.hypot(event.clientX - held.x, event.clientY - held.y) < near) {
			return;
		}
		if (!held.isMoving) {
			begin();
		}
		held.ghost.style.transform = "translate(" + (event.clientX + 12) + "px," + (event.clientY + 12) + "px)";
		if (event.clientY < edge || event.clientY > window.innerHeight - edge) {
			window.scrollBy(0, event.clientY < edge ? -16 : 16);
		}
		const below = document.elementFromPoint(event.clientX, event.clientY);
		const row = below && below.closest(".board-row[data-who]");
		if (held.over !== row) {
			if (held.over) {
				held.over.classList.remove("is-over");
			}
			held.over = row && row !== held.row ? row : null;
			if (held.over) {
				held.over.classList.add("is-over");
			}
		}
	}

	function letGo(event) {
		if (!held || event.pointerId !== held.id) {
			return;
		}
		const target = held.over;
		const change = held.visit.dataset.duty + "." + (target ? target.dataset.who : "");
		forget();
		if (target) {
			ask(change, target);
		}
	}

	function forget() {
		if (!held) {
			return;
		}
		document.removeEventListener("pointermove", move);
		document.removeEventListener("pointerup", letGo);
		document.removeEventListener("pointercancel", forget);
		document.removeEventListener("keydown", escape, true);
		board.classList.remove("is-moving");
		held.visit.classList.remove("is-held");
		for (const row of board.querySelectorAll(".board-row")) {
			row.classList.remove("is-over");
			delete row.dataset.cost;
		}
		if (held.ghost) {
			held.ghost.remove();
		}
		held = null;
	}

	function escape(event) {
		if (event.key === "Escape") {
			event.stopPropagation();
			forget();
		}
	}

	// The page that tells the cost, as a sheet over the board; without an answer the page itself is opened.
	function ask(change, target) {
		const address = board.dataset.moves + "?change=" + encodeURIComponent(change);
		fetch(address, { credentials: "same-origin", headers: { Accept: "text/html" } }).then((answer) => answer.text()).then(function (html) {
			const main = new DOMParser().parseFromString(html, "text/html").querySelector("main");
			const sheet = document.createElement("dialog");
			sheet.className = "move-sheet";
			sheet.append(...document.importNode(main, true).childNodes);
			const heading = sheet.querySelector("h1");
			heading.id = "move-title";
			sheet.setAttribute("aria-labelledby", heading.id);
			sheet.addEventListener("click", function (event) {
				if (event.target.closest("[data-closes]")) {
					event.preventDefault();
					sheet.close();
				}
			});
			sheet.addEventListener("close", function () {
				sheet.remove();
				target.querySelector("a").focus();
			});
			document.body.append(sheet);
			sheet.showModal();
		}).catch(function () {
			window.location.assign(address);
		});
	}
})();
