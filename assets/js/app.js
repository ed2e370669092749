// SPDX-License-Identifier: Apache-2.0
// What a browser with JavaScript does better. Every page works without this file.
(function () {
	"use strict";

	const root = document.documentElement;
	const htmx = window.htmx;

	// ---- htmx: nothing inline, nothing evaluated, no flicker when nothing changed ----

	if (htmx) {
		Object.assign(htmx.config, {
			allowEval: false, allowScriptTags: false, includeIndicatorStyles: false,
			selfRequestsOnly: true, historyCacheSize: 0, scrollIntoViewOnBoost: false, timeout: 15000,
		});
	}

	// The last answer each polled element got; an equal one is not put in again.
	const lastAnswer = new WeakMap();

	document.addEventListener("htmx:beforeRequest", function (event) {
		const isPoll = /\bevery\b/.test(event.target.getAttribute("hx-trigger") || "");
		if (isPoll && (document.hidden || event.target.contains(document.activeElement) || document.querySelector("dialog[open]"))) {
			event.preventDefault(); // nothing moves under a finger
		}
	});

	document.addEventListener("htmx:beforeSwap", function (event) {
		const answer = event.detail.xhr.responseText;
		if (event.detail.xhr.status === 422) {
			event.detail.shouldSwap = true;
			event.detail.isError = false;
		}
		if (event.detail.xhr.status >= 500 || lastAnswer.get(event.detail.target) === answer) {
			event.detail.shouldSwap = false;
			return;
		}
		lastAnswer.set(event.detail.target, answer);
	});

	// ---- one press, one request (the server would refuse the second anyway) ----

	document.addEventListener("submit", function (event) {
		const form = event.target;
		if (form.matches(".tool-form")) {
			return;
		}
		if (form.dataset.sent) {
			event.preventDefault();
			return;
		}
		if ((form.method || "").toLowerCase() === "post" && !event.defaultPrevented) {
			form.dataset.sent = "1";
			if (event.submitter) {
				event.submitter.setAttribute("aria-busy", "true");
			}
		}
	});

	window.addEventListener("pageshow", function () {
		for (const form of document.querySelectorAll("form[data-sent]")) {
			delete form.dataset.sent;
		}
		for (const button of document.querySelectorAll("[aria-busy=true]")) {
			button.removeAttribute("aria-busy");
		}
	});

	// ---- an error summary takes the eye and the focus ----

	const problems = document.querySelector(".problems");
	if (problems) {
		problems.focus();
	}

	// ---- open sheets close when one looks elsewhere ----

	document.addEventListener("click", function (event) {
		for (const sheet of document.querySelectorAll(".tools-more[open]")) {
			if (!sheet.contains(event.target)) {
				sheet.open = false;
			}
		}
		const opener = event.target.closest("[data-opens]");
		if (opener) {
			event.preventDefault();
			openDialog(opener.dataset.opens);
		}
		if (event.target.closest("[data-prints]")) {
			event.preventDefault();
			window.print();
		}
	});

	// ---- a file of text fills a field; without script the field takes what is pasted ----

	for (const picker of document.querySelectorAll("[data-fills]")) {
		picker.hidden = false;
		picker.addEventListener("change", async function () {
			const field = document.getElementById(picker.dataset.fills);
			if (picker.files.length > 0) {
				const bytes = await picker.files[0].arrayBuffer();
				try {
					field.value = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
				} catch (notUtf8) {
					field.value = new TextDecoder("gb18030").decode(bytes);
				}
				field.dispatchEvent(new Event("input", { bubbles: true }));
				field.focus();
			}
		});
	}

	// ---- a password can be looked at while it is typed; it is hidden again before it is sent ----

	for (const button of document.querySelectorAll("[data-reveals]")) {
		const field = document.getElementById(button.dataset.reveals);
		const show = function (isShown) {
			field.type = isShown ? "text" : "password";
			button.setAttribute("aria-pressed", String(isShown));
		};
		button.hidden = false;
		button.addEventListener("click", function () {
			show(field.type === "password");
			field.focus();
		});
		field.form.addEventListener("submit", function () { show(false); });
		window.addEventListener("pagehide", function () { show(false); });
	}

	// ---- what is too long is said before it is sent; without script the server says it ----

	for (const field of document.querySelectorAll("[data-most]")) {
		field.addEventListener("input", function () {
			field.setCustomValidity(Array.from(field.value).length > Number(field.dataset.most) ? field.dataset.tooLong : "");
		});
	}

	function openDialog(id) {
		const dialog = document.getElementById(id);
		if (dialog && dialog.showModal && !dialog.open) {
			dialog.showModal();
		}
	}

	// ---- the desk by keyboard: "/ n j k 1-9 d u ?" and whatever data-key says ----

	function rows() {
		return Array.from(document.querySelectorAll("[data-row]")).filter((row) => row.offsetParent !== null);
	}

	function handleOf(row) {
		return row.matches("a,button,input") ? row : row.querySelector("a,button,input") || row;
	}

	function moveRow(step) {
		const all = rows();
		if (all.length === 0) {
			return false;
		}
		const now = all.findIndex((row) => row.contains(document.activeElement));
		const next = now < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(now + step, 0), all.length - 1);
		handleOf(all[next]).focus();
		all[next].scrollIntoView({ block: "nearest" });
		return true;
	}

	function isTyping(element) {
		return element.isContentEditable || (element.matches("input,textarea,select") && !/^(checkbox|radio|button|submit)$/.test(element.type));
	}

	function press(key) {
		const target = document.querySelector('[data-key="' + CSS.escape(key) + '"]');
		if (!target) {
			return false;
		}
		if (target.matches("input,textarea,select") && !/^(checkbox|radio)$/.test(target.type)) {
			target.focus();
			if (target.select) {
				target.select();
			}
		} else {
			target.focus();
			target.click();
		}
		return true;
	}

	document.addEventListener("keydown", function (event) {
		if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) {
			return;
		}
		if (event.key === "Escape") {
			for (const sheet of document.querySelectorAll(".tools-more[open]")) {
				sheet.open = false;
				sheet.querySelector("summary").focus();
			}
			if (isTyping(document.activeElement)) {
				document.activeElement.blur();
			}
			return;
		}
		if (isTyping(document.activeElement) || document.querySelector("dialog[open]")) {
			return;
		}
		const isDone = event.key === "j" ? moveRow(1)
			: event.key === "k" ? moveRow(-1)
			: event.key === "?" && document.getElementById("keys") ? (openDialog("keys"), true)
			: press(event.key);
		if (isDone) {
			event.preventDefault();
		}
	});

	// ---- a list sifted while one types: what does not fit goes, Enter takes the first and goes on ----

	for (const box of document.querySelectorAll("[data-sifts]")) {
		const list = document.getElementById(box.dataset.sifts);
		const sift = function () {
			const typed = box.value.trim().toLowerCase();
			for (const one of list.querySelectorAll("[data-find]")) {
				one.classList.toggle("is-off", typed !== "" && !one.dataset.find.toLowerCase().includes(typed));
			}
		};
		box.addEventListener("input", sift);
		box.addEventListener("keydown", function (event) {
			const first = list.querySelector("[data-find]:not(.is-off) input");
			if (event.key !== "Enter" || event.isComposing || box.value.trim() === "" || !first) {
				return;
			}
			event.preventDefault();
			first.checked = true;
			document.getElementById(box.dataset.then).focus();
		});
	}

	for (const opener of document.querySelectorAll("[data-opens][hidden]")) {
		opener.hidden = false; // without JavaScript there is nothing to open
	}

	// ---- where a volunteer is when she leaves, only when she says so ----

	for (const place of document.querySelectorAll("[data-locates]")) {
		const form = place.closest("form");
		const said = place.querySelector("[role=status]");
		const put = (name, value) => { form.querySelector(`[data-${name}]`).value = String(Math.round(value)); };
		place.hidden = !(navigator.geolocation && window.isSecureContext);
		place.querySelector("button").addEventListener("click", function () {
			navigator.geolocation.getCurrentPosition(function (found) {
				put("lng", found.coords.longitude * 1e6);
				put("lat", found.coords.latitude * 1e6);
				put("accuracy", found.coords.accuracy);
				said.textContent = said.dataset.done;
			}, function () {
				said.textContent = said.dataset.failed;
			}, { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 });
		});
	}

	// ---- text size at once, the choice kept by the same form the page has without JavaScript ----

	document.addEventListener("submit", function (event) {
		const form = event.target;
		const button = event.submitter;
		if (!form.matches("[data-size-form]") || !button || !window.fetch) {
			return;
		}
		event.preventDefault();
		const wanted = Number(button.value);
		const body = new URLSearchParams(new FormData(form));
		body.set(button.name, button.value);
		root.dataset.size = String(wanted);
		const [smaller, larger] = form.querySelectorAll("button");
		smaller.value = String(Math.max(wanted - 1, 0));
		larger.value = String(Math.min(wanted + 1, 5));
		smaller.disabled = wanted <= 0;
		larger.disabled = wanted >= 5;
		fetch(form.action, { method: "POST", body: body, credentials: "same-origin", redirect: "manual" }).catch(function () {
			form.submit();
		});
	});
})();
