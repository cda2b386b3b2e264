// --- the studio: files on the left, reasons on the right ---
let version = -1, state = null, asked = null;

const titled = (title, id) => title[locale] ?? title.en ?? id;
const place = (problem) =>
  make("a", { href: encodeURI(`vscode://file/${state.folder}/${problem.file}:${problem.line || 1}`),
    textContent: `${problem.file}:${problem.line}` });

function problemList(problems) {
  const items = problems.map((problem) => {
    const item = make("li", {}, place(problem), " ", problem.message);
    if (problem.error) item.className = "error";
    return item;
  });
  return make("ul", { className: "problems" }, ...items);
}

function mark(problems) {
  const bad = problems.some((problem) => problem.error);
  const node = make("span", { className: "mark", textContent: bad ? "✗" : problems.length ? "!" : "✓" });
  if (bad) node.classList.add("error");
  node.title = label(bad ? "studio.has_errors" : problems.length ? "studio.has_warnings" : "studio.is_good");
  node.append(make("span", { className: "unseen", textContent: node.title }));
  return node;
}

function topicNode(topic) {
  const counts = Object.entries(topic.examples).map(([name, count]) => `${name} ${count}`).join(" · ");
  const open = make("button", { type: "button", textContent: titled(topic.title, topic.id) });
  open.onclick = () => send({ action: `answer:${topic.id}` }, "");
  const node = make("div", { className: "topic" }, mark(topic.problems), open, " ",
    make("span", { className: "count", textContent: counts }));
  if (topic.problems.length) node.append(problemList(topic.problems));
  return node;
}

function showFiles() {
  const health = find("health");
  const key = !state.errors ? "studio.all_good" : state.served ? "studio.has_errors" : "studio.not_served";
  health.textContent = label(key, { errors: state.errors, warnings: state.warnings });
  health.className = state.errors ? "bad" : "";
  const wanted = find("filter").value.toLowerCase();
  const open = new Set([...document.querySelectorAll("#files details[open]")].map((node) => node.id));
  const shown = [];
  for (const theme of state.themes) {
    const fits = (topic) => `${topic.id} ${Object.values(topic.title).join(" ")}`.toLowerCase().includes(wanted);
    const topics = theme.topics.filter(fits);
    if (!topics.length) continue;
    const problems = topics.flatMap((topic) => topic.problems);
    const node = make("details", { id: `theme-${theme.id}` },
      make("summary", {}, mark(problems), `${titled(theme.title, theme.id)} (${topics.length})`),
      ...topics.map(topicNode));
    node.open = Boolean(wanted) || open.has(node.id) || problems.some((problem) => problem.error);
    shown.push(node);
  }
  for (const other of state.others) {
    shown.push(make("div", { className: "topic" }, mark(other.problems), other.file, problemList(other.problems)));
  }
  const errors = [...state.themes.flatMap((theme) => theme.topics), ...state.others]
    .flatMap((each) => each.problems).filter((problem) => problem.error);
  if (errors.length) shown.unshift(problemList(errors));
  find("files").replaceChildren(...shown);
}

const leads = (route) =>
  `${label(`studio.outcome.${route.outcome}`)} ${route.intents.join(", ") || "–"} (${percent(route.confidence)})`;

function showChanges() {
  const difference = state.difference;
  const nodes = [];
  if (!state.ready) nodes.push(make("p", { className: "quiet", textContent: label("studio.preparing") }));
  else if (!difference) nodes.push(make("p", { className: "quiet", textContent: label("studio.changed_empty") }));
  else {
    nodes.push(make("p", { textContent: label("studio.summary", { questions: difference.questions, ...difference.counts }) }));
    if (difference.answers.length) {
      nodes.push(make("p", { textContent: label("studio.edited", { answers: difference.answers.join(", ") }) }));
    }
    for (const change of difference.changes) {
      nodes.push(make("div", { className: "change" },
        make("b", {}, `${label(`studio.kind.${change.kind}`)} `, make("q", { textContent: change.text })),
        `${leads(change.before)} → ${leads(change.after)}`));
    }
  }
  find("changes").replaceChildren(...nodes);
}

function candidateNode(candidate) {
  const node = make("div", { className: "bar" },
    make("span", { textContent: `${candidate.title} (${candidate.intent})` }), make("b", { textContent: percent(candidate.confidence) }),
    make("meter", { min: 0, max: 1, low: data.offered, high: data.answered, optimum: 1, value: candidate.confidence,
      ariaLabel: candidate.title }));
  if (candidate.example) {
    node.append(make("span", { className: "quiet", textContent: label("studio.nearest", { example: candidate.example }) }));
  }
  return node;
}

function wordNode(each) {
  const node = make("span", { className: "word", textContent: each.word });
  if (each.weight > 0.04) node.classList.add("for");
  if (each.weight < -0.04) node.classList.add("against");
  node.title = `${each.weight > 0 ? "+" : ""}${each.weight}`;
  return node;
}

function percent(share) {
  return new Intl.NumberFormat(document.documentElement.lang, { style: "percent" }).format(share);
}

function languageName(locale) {
  return new Intl.DisplayNames([document.documentElement.lang], { type: "language" }).of(locale);
}

function showReasons(why) {
  const nodes = [make("p", {}, make("b", { textContent: label(`studio.outcome.${why.outcome}`) }), " ",
    why.given.map((each) => each.title).join(", "))];
  if (why.locale) nodes.push(make("p", { className: "quiet", textContent: label("studio.read_in", { language: languageName(why.locale) }) }));
  for (const sentence of why.advice) nodes.push(make("p", { className: "advice", textContent: sentence }));
  if (why.urgent.length) {
    nodes.push(make("h3", { textContent: label("studio.cards") }), ...why.urgent.map(candidateNode));
  }
  for (const part of why.parts) {
    nodes.push(make("h3", {}, make("q", { textContent: part.text })), ...part.candidates.map(candidateNode));
  }
  for (const [written, meant] of why.corrections) {
    nodes.push(make("p", { textContent: label("studio.corrected", { written, meant: [meant].flat().join(" ") }) }));
  }
  if (why.words.length) {
    nodes.push(make("h3", { textContent: label("studio.words") }),
      make("p", { className: "words" }, ...why.words.map(wordNode)),
      make("p", { className: "quiet", textContent: label("studio.words_help") }));
  }
  find("reasons").replaceChildren(...nodes);
}

async function ask(address, body) {
  const answer = await fetch(address, body === undefined ? { cache: "no-store" } : {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

document.addEventListener("turn", async ({ detail: { message } }) => {
  if (!message.text) return;
  asked = { text: message.text, locale, session: message.before, shown: locale };
  try { showReasons(await ask("studio/why", asked)); } catch { /* the next question will do */ }
});

async function refresh() {
  try {
    const fresh = await ask(`studio/state?seen=${version}`);
    if (fresh.version !== version) {
      const edited = version >= 0;
      version = fresh.version;
      state = fresh;
      showFiles();
      showChanges();
      if (edited && asked) showReasons(await ask("studio/why", asked));
      if (edited) retell();
    }
    find("health").classList.remove("quiet");
  } catch {
    find("health").textContent = label("studio.gone");
    find("health").className = "bad";
  }
  setTimeout(refresh, 1000);
}

// The answers that are shown change with their file.
let shownLast = null;
document.addEventListener("turn", ({ detail: { message, turn } }) => {
  const gave = message.text ? turn.outcome === "answer" : /^(answer|also|in):/.test(message.action);
  shownLast = gave && turn.session.answered.length ? turn.session.answered[0] : null;
});

async function retell() {
  if (!shownLast) return;
  const last = [...document.querySelectorAll("article.turn")].at(-1);
  const fresh = await ask("message", { action: `answer:${shownLast}`, locale, session });
  const bubble = make("div", { className: "bubble", innerHTML: fresh.replies[0].html });
  last.querySelector(".bubble").replaceWith(bubble);
}

find("filter").oninput = showFiles;
document.addEventListener("language", () => {
  if (!state) return;
  showFiles();
  showChanges();
  if (asked) ask("studio/why", { ...asked, shown: locale }).then(showReasons, () => {});
});
refresh();
