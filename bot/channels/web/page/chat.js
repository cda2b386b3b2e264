"use strict";
// The conversation lives in this page alone: nothing is stored, on the phone or on the server.
const data = JSON.parse(document.getElementById("data").textContent);
const find = (id) => document.getElementById(id);
const log = find("log"), form = find("form"), question = find("question"), said = find("said"), leave = find("leave");
let locale = document.documentElement.lang;
let session = data.greeting[locale].session;
let waiting = null;

const label = (key, values = {}) =>
  data.labels[locale][key].replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

function make(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

// --- what is shown ---

function keyOf(button, turn) {
  if (button.url) {
    return make("a", { className: "key", href: button.url, target: "_blank", rel: "noopener noreferrer",
      textContent: button.label });
  }
  const key = make("button", { type: "button", textContent: button.label });
  key.onclick = button.share
    ? () => share(button.share)
    : () => send({ action: button.action }, button.label, turn);
  return key;
}

function show(turn, over = null) {
  let first = null;
  for (const reply of turn.replies) {
    const node = make("article", { className: "turn", tabIndex: -1, lang: turn.locale });
    if (turn.outcome === "urgent") node.classList.add("urgent");
    node.append(make("span", { className: "unseen", textContent: `${label("web.bot_said")} ` }));
    node.append(make("div", { className: "bubble", innerHTML: reply.html }));
    if (reply.card) {
      node.append(make("a", { className: "card", href: reply.card.address,
        textContent: `☎ ${reply.card.number} · ${reply.card.name}` }));
    }
    for (const row of reply.buttons) {
      node.append(make("div", { className: "keys" }, ...row.map((button) => keyOf(button, node))));
    }
    if (over && reply.replaces) over.replaceWith(node);
    else log.append(node);
    over = null;
    first ??= node;
  }
  if (first) log.scrollTop = first.offsetTop - 8;
  return first;
}

function showMine(text) {
  const bubble = make("div", { className: "bubble" },
    make("span", { className: "unseen", textContent: `${label("web.you_said")} ` }), text);
  log.append(make("div", { className: "turn mine" }, bubble));
  log.scrollTop = log.scrollHeight;
}

function showFailure(html, again) {
  const retry = make("button", { type: "button", textContent: label("web.again"), onclick: () => {
    node.remove();
    again();
  } });
  const node = make("article", { className: "turn", tabIndex: -1, lang: locale },
    make("div", { className: "bubble", innerHTML: html }),
    make("div", { className: "keys" }, retry));
  log.append(node);
  log.scrollTop = node.offsetTop - 8;
}

function wait(on) {
  clearTimeout(waiting);
  find("waiting")?.remove();
  log.setAttribute("aria-busy", String(on));
  if (on) {
    waiting = setTimeout(() => {
      log.append(make("div", { id: "waiting", className: "wait", textContent: label("web.waiting") }));
      log.scrollTop = log.scrollHeight;
    }, 400);
  }
}

// --- what is sent ---

let last = Promise.resolve();

function send(message, spoken, over = null) {
  if (spoken && !message.action) showMine(spoken);
  last = last.then(() => exchange(message, over));
  return last;
}

async function exchange(message, over) {
  const before = session;
  wait(true);
  let turn = null, failure = label("web.failed");
  try {
    const answer = await fetch("message", {
      method: "POST", headers: { "Content-Type": "application/json" }, credentials: "omit", cache: "no-store",
      body: JSON.stringify({ ...message, locale, session }),
    });
    if (answer.status === 429) failure = label("web.slower");
    if (answer.ok) turn = await answer.json();
  } catch { /* no connection: said below */ }
  wait(false);
  if (!turn) {
    showFailure(failure, () => send(message, "", over?.isConnected ? over : null));
    return;
  }
  session = turn.session;
  if (turn.effects.includes("exit")) return away();
  if (turn.effects.includes("forget")) log.replaceChildren();
  const pressed = document.activeElement?.closest?.(".turn");
  const node = show(turn, over?.isConnected ? over : null);
  if (pressed && node) node.focus({ preventScroll: true });
  if (data.labels[turn.locale] && turn.locale !== locale) speak(turn.locale);
  document.dispatchEvent(new CustomEvent("turn", { detail: { message: { ...message, before }, turn } }));
}

async function share(text) {
  try {
    if (navigator.share) await navigator.share({ text });
    else {
      await navigator.clipboard.writeText(text);
      said.textContent = label("web.copied");
    }
  } catch { /* the person thought better of it */ }
}

form.onsubmit = (event) => {
  event.preventDefault();
  const text = question.value.trim();
  if (!text) return;
  question.value = "";
  grow();
  send({ text }, text);
  question.focus();
};

function grow() {
  question.style.height = "auto";
  question.style.height = `${question.scrollHeight + 2}px`;
}
question.oninput = grow;
question.onkeydown = (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
};

// --- language ---

function speak(wanted) {
  locale = wanted;
  document.documentElement.lang = wanted;
  for (const node of document.querySelectorAll("[data-label]")) node.textContent = label(node.dataset.label);
  for (const node of document.querySelectorAll("[data-label-aria]")) node.ariaLabel = label(node.dataset.labelAria);
  for (const node of document.querySelectorAll("[data-label-placeholder]")) {
    node.placeholder = label(node.dataset.labelPlaceholder);
  }
  leave.href = label("web.away");
  for (const button of find("languages").children) button.setAttribute("aria-pressed", button.lang === wanted);
  document.dispatchEvent(new CustomEvent("language"));
}

function greet() {
  const greeting = data.greeting[locale];
  session = { ...greeting.session, fixed: session.fixed };
  log.replaceChildren();
  show(greeting);
  log.scrollTop = 0;
}

for (const [name, title] of Object.entries(data.languages)) {
  const button = make("button", { type: "button", lang: name, textContent: title });
  button.onclick = () => {
    const begun = log.childElementCount > data.greeting[locale].replies.length;
    speak(name);
    session = { ...session, fixed: true };
    if (begun) send({ action: `language:${name}` }, "");
    else greet();
  };
  find("languages").append(button);
}

// --- leaving, in the manner of GOV.UK's "Exit this page" ---

function away() {
  const address = label("web.away");
  document.documentElement.hidden = true;
  document.title = "…";
  document.body.replaceChildren();
  session = null;
  location.replace(address);
}

leave.onclick = (event) => {
  event.preventDefault();
  away();
};

let pressed = { key: "", times: 0, at: 0 };
document.addEventListener("keydown", (event) => {
  if (!["Escape", "Shift"].includes(event.key) || event.repeat) {
    pressed = { key: "", times: 0, at: 0 };
    return;
  }
  const again = pressed.key === event.key && event.timeStamp - pressed.at < 5000;
  pressed = { key: event.key, times: again ? pressed.times + 1 : 1, at: event.timeStamp };
  if (pressed.times === 3) away();
  else if (pressed.times === 2) said.textContent = label("web.leave_once_more");
}, true);

// A page brought back by the Back button must not show what was said.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

// --- beginning ---

const preferred = navigator.languages.map((each) => each.slice(0, 2)).find((each) => data.labels[each]);
speak(preferred ?? locale);
greet();
const start = new URLSearchParams(location.search).get("start");
if (location.search) history.replaceState(null, "", location.pathname);
if (start) {
  log.replaceChildren();
  send({ text: `/start ${start}` }, "");
}
