// Keeps what is typed in an editor on this machine until the server has it, says how things stand, offers what a crash left behind.
(function () {
  "use strict";
  const form = document.querySelector("form[data-edit-form]");
  const store = window.pressKeep;
  const path = () => new URL(form.getAttribute("action") || "", location.href).pathname;
  if (!form || !store || !/\/(pages|snippets)\//.test(path())) return;

  const OURS = ["csrfmiddlewaretoken", "loaded_revision_id", "loaded_revision_created_at", "overwrite_revision_id", "next", "keep_window"];
  const ON_ITS_WAY = 30000; // ms after which a form that was sent is given up: the browser stopped
  const TECHNICAL = /-(id|type|order|ORDER|deleted|DELETE|count|TOTAL_FORMS|INITIAL_FORMS|MIN_NUM_FORMS|MAX_NUM_FORMS)$/;
  const autosaves = form.dataset.controller.includes("w-autosave");
  const id = `${store.tab} ${Date.now()}`;

  const me = document.querySelector("meta[name=press-user]"); // who opened this editor
  const user = Number(me.content);
  let confirmed = null; // what the server has, once the editor stands
  let seen = ""; // what the form held a moment ago, and since when
  let since = 0;
  let kept = null;
  let sent = null;
  let saving = false;
  let pressed = null; // a button that waits for the end of a save
  let lost = false; // a save for which it waited was lost with the line, and is tried once more
  let leaving = 0; // since when the whole form is on its way
  let trouble = ""; // offline, out, other, invalid, error, conflict
  let tried = 0;
  let savedAt = 0;
  let others = []; // who else is here, as the editing session says
  let writing = Promise.resolve();

  function fields(data) {
    return [...data].filter(([name, value]) => typeof value === "string" && !OURS.includes(name));
  }

  const state = () => JSON.stringify(fields(new FormData(form)));

  /** The words in a state: no numbers of rows, nothing that was thrown away, tables cell by cell. */
  function texts(pairs) {
    const gone = pairs.filter(([name, value]) => value && /-(deleted|DELETE)$/.test(name)).map(([name]) => name.replace(/(deleted|DELETE)$/, ""));
    const found = pairs.filter(([name, value]) => value.trim() && !TECHNICAL.test(name) && !gone.some((prefix) => name.startsWith(prefix)));
    return found.map(([, value]) => (value.startsWith('{"') ? cells(value) : value.trim().replace(/\r\n/g, "\n")));
  }

  function cells(value) {
    try {
      return JSON.parse(value).data.map((row) => row.map((cell) => cell || "").join(" | ")).join("\n");
    } catch (error) {
      return value;
    }
  }

  const missing = (from, there) => from.filter((text) => !there.includes(text));

  // --- keeping ---

  function keep(now) {
    kept = now;
    const title = form.elements.namedItem("title");
    const loaded = ["loaded_revision_id", "loaded_revision_created_at"].map((name) => [name, (form.elements.namedItem(name) || {}).value || ""]);
    const text = { id, user, path: path(), title: title ? title.value.trim() : "", fields: JSON.parse(now), loaded };
    writing = writing.then(() => store.put(text)).catch(() => (trouble = trouble || "full"));
  }

  function forget() {
    kept = null;
    writing = writing.then(() => store.remove(id)).catch(() => undefined);
  }

  function guard(now) {
    if (now !== confirmed && now !== kept) keep(now);
    else if (now === confirmed && kept !== null) forget();
  }

  function look() {
    if (confirmed === null) return;
    const now = state();
    if (now !== seen) {
      seen = now;
      since = Date.now();
    }
    guard(now);
    const refused = trouble === "invalid" && now === JSON.stringify(sent);
    if (now !== confirmed && autosaves && !saving && !refused && trouble !== "conflict" && Date.now() - since > 1500) nudge();
    say();
  }

  // The editor's own saving misses what is typed while it waits for an answer, and gives up after a minute without one.
  async function nudge() {
    if (Date.now() - tried < (trouble ? 8000 : 3000)) return;
    tried = Date.now();
    if (["out", "other", "error"].includes(trouble) && !(await backIn())) return;
    form.dispatchEvent(new CustomEvent("w-unsaved:add", { bubbles: true, cancelable: true, detail: { type: "edits" } }));
  }

  /** Whether the same user is (again) logged in here; a new login has a new token. */
  async function backIn() {
    const now = await store.me();
    if (now.offline) trouble = "offline";
    else if (now.out) trouble = "out";
    else if (now.user !== user) trouble = "other";
    else form.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((input) => (input.value = now.token));
    return now.user === user;
  }

  form.addEventListener("w-autosave:save", (event) => {
    if (Date.now() - leaving < ON_ITS_WAY) return event.preventDefault();
    sent = fields(event.detail.formData);
    saving = true;
    say();
  });

  form.addEventListener("w-autosave:success", (event) => {
    const updates = event.detail.response.field_updates || {};
    confirmed = JSON.stringify(sent.map(([name, value]) => [name, name in updates ? String(updates[name]) : value]));
    saving = false;
    trouble = "";
    savedAt = Date.now();
    look();
    onward();
  });

  form.addEventListener("w-autosave:error", (event) => {
    saving = false;
    const kinds = { network_error: "offline", invalid_revision: "conflict", validation_error: "invalid" };
    trouble = kinds[event.detail.type] || "error";
    if (trouble === "error") {
      backIn().then((back) => {
        if (back) onward();
        else release();
        say();
      });
    } else if (trouble === "conflict") own().then((revision) => (revision ? goOn(revision) : clash()));
    else if (trouble === "invalid") onward();
    else if (pressed && !lost) {
      // The line may be back by now: a button that was pressed is not forgotten for a save that was sent before.
      lost = true;
      tried = 0;
      nudge();
    } else release();
    say();
  });

  /** The version that stands on the server, if it was sent from this very window: by an editor that was left before the answer came. */
  async function own() {
    const page = path().match(/\/pages\/(\d+)\//);
    if (!page) return null;
    try {
      for (let asked = 0; asked < 20; asked++) {
        const answer = await fetch(`${store.pulse}${page[1]}/?window=${store.window}`);
        const said = answer.ok ? await answer.json() : {};
        if (!said.wait) return said.revision || null;
        await new Promise((resolve) => setTimeout(resolve, 500)); // the request that made it is not through yet
      }
    } catch (error) {
      // as if it came from elsewhere: nothing is overwritten
    }
    return null;
  }

  /** Take that version as what was opened here, and save again: as a new one, so that its words stay. */
  function goOn(revision) {
    ["loaded_revision_id", "loaded_revision_created_at"].forEach((field, n) => (form.elements.namedItem(field).value = revision[n]));
    Object.assign(form.dataset, { wAutosaveRevisionIdValue: "0", wAutosaveActiveValue: "true" });
    trouble = "";
    tried = 0;
    if (pressed) onward();
    else nudge();
  }

  // --- buttons ---

  // A button waits for a save under way: two at once would look like two people, and the slower one would bring back older text.
  form.addEventListener(
    "submit",
    (event) => {
      if (saving) {
        event.preventDefault();
        event.stopImmediatePropagation();
        pressed = event.submitter || {};
        return;
      }
      leaving = Date.now();
      store.sent([id]);
    },
    { capture: true },
  );

  window.addEventListener("pageshow", () => (leaving = 0));
  ["beforeunload", "pagehide"].forEach((event) => window.addEventListener(event, () => confirmed !== null && guard(state())));

  function onward() {
    if (!pressed) return;
    if (pressed.name) hidden(pressed.name, pressed.value); // the button itself shows that it works, and is off
    pressed = null;
    lost = false;
    form.requestSubmit();
  }

  function hidden(name, value, within = form) {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name, value });
    within.append(input);
  }

  /** The save did not end well: the message says so, and the button can be pressed again. */
  function release() {
    if (pressed && pressed.dataset) pressed.dataset.wProgressLoadingValue = "false";
    pressed = null;
    lost = false;
  }

  window.addEventListener("online", () => (tried = 0));

  // --- telling ---

  const line = document.createElement("p");
  line.className = "keep-status";
  line.setAttribute("role", "status");
  const company = document.createElement("p");
  company.className = "keep-status";
  (form.querySelector("footer.footer") || form).append(line, company);
  if (autosaves) form.classList.add("keep-heard");

  const WORDS = {
    offline: "没有连上服务器，文字先留在这台电脑里",
    out: "登录已过期，文字先留在这台电脑里。请另开一个窗口重新登录，这里会接着保存",
    other: "这台电脑上换了人登录，文字先留在这台电脑里，原来的人登录后还在",
    invalid: "有的栏目还没有填对，暂时存不上，文字先留在这台电脑里",
    error: "服务器暂时存不上，文字先留在这台电脑里",
    conflict: "自动保存停下了，文字先留在这台电脑里",
    full: "这台电脑里留不下了，请马上保存",
  };

  function say() {
    let words = savedAt ? `已保存 ${store.when(savedAt)}` : "";
    if (trouble) words = WORDS[trouble];
    else if (saving) words = "正在保存…";
    else if (kept !== null && !autosaves) words = "还没有保存，文字先留在这台电脑里";
    if (line.textContent !== words) line.textContent = words;
    line.classList.toggle("keep-status--trouble", Boolean(trouble));
    const people = others.filter((other) => other.user !== me.dataset.name); // one's own other windows are not somebody
    const saved = people.find((other) => other.revision_id);
    const names = people.filter((other) => other.is_editing).map((other) => other.user);
    const met = saved ? `${saved.user}存了新的一版` : names.length ? `${names.join("、")}正在改这篇` : "";
    if (company.textContent !== met) company.textContent = met;
  }

  document.addEventListener("w-swap:json", (event) => {
    const said = event.detail && event.detail.data;
    if (said && said.other_sessions) others = said.other_sessions;
    say();
  });

  // --- two versions ---

  function clash() {
    release();
    if (document.querySelector(".keep--clash")) return;
    document.querySelectorAll(".keep").forEach((other) => other.remove()); // one question at a time: the other is asked again next time
    const block = store.banner("别处存了新的一版。这边写的还在，先留在这台电脑里；存成另一版以后，可以看差别，把两边合起来。", "warning");
    block.classList.add("keep--clash");
    button(block, "两版都留", () => form.requestSubmit());
    show(block);
  }

  function button(block, label, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button button-small button-secondary";
    made.textContent = label;
    made.addEventListener("click", act);
    block.append(made);
  }

  function show(block) {
    const place = document.createElement("div");
    place.className = "nice-padding w-mt-4";
    place.append(block);
    form.before(place);
    block.scrollIntoView({ block: "nearest" });
  }

  // --- taking back ---

  /** Say whether there is anything to take back of it; what the editor has already is forgotten. */
  function offer(text) {
    const now = texts(fields(new FormData(form)));
    const then = texts(text.fields);
    if (!missing(then, now).length) {
      store.remove(text.id);
      return false;
    }
    if (document.querySelector(".keep--clash")) return true;
    const block = store.banner(`上次没有存上的文字（${store.when(text.at)}）`, "warning");
    button(block, "看看差别", () => differences(block, missing(then, now), missing(now, then)));
    button(block, "取回", () => takeBack(text));
    button(block, "丢弃", () => {
      if (window.confirm("丢弃以后就找不回来了。丢弃吗？")) store.remove(text.id).then(() => block.remove());
    });
    show(block);
    return true;
  }

  function differences(block, kept, standing) {
    const open = block.querySelector(".keep__sides");
    if (open) return open.remove();
    const sides = document.createElement("div");
    sides.className = "keep__sides";
    [["这台电脑里留着的", kept], ["现在编辑器里的", standing]].forEach(([heading, found]) => {
      const side = document.createElement("div");
      const head = document.createElement("h3");
      head.textContent = heading;
      side.append(head);
      (found.length ? found : ["（没有别的文字）"]).forEach((words) => {
        const row = document.createElement("p");
        row.textContent = words;
        side.append(row);
      });
      sides.append(side);
    });
    return block.append(sides);
  }

  // As if the text stood in the form: it becomes a new draft, or comes back with what is still to be put right. What was typed since
  // is kept first, to be offered in its turn.
  async function takeBack(text) {
    look();
    await writing;
    const own = document.createElement("form");
    own.method = "post";
    own.action = text.path;
    own.hidden = true;
    const token = ["csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value];
    [token, ...text.loaded, ...text.fields].forEach(([field, value]) => hidden(field, value, own));
    document.body.append(own);
    store.sent([text.id]);
    own.submit();
  }

  // --- beginning ---

  hidden("keep_window", store.window);

  const STARTS = ["keydown", "beforeinput", "pointerdown", "paste", "drop"];

  // Before the first key is pressed the form still holds what the server sent; after two seconds its widgets surely stand.
  async function begin() {
    if (confirmed !== null) return;
    STARTS.forEach((name) => document.removeEventListener(name, begin, true));
    confirmed = form.dataset.wUnsavedForceValue === "true" ? "" : state();
    setInterval(look, 500);
    await store.settled;
    (await store.left(user)).filter((text) => text.path === path()).some(offer); // one at a time, the newest first
    form.dataset.kept = "looked";
  }

  STARTS.forEach((name) => document.addEventListener(name, begin, true));
  setTimeout(begin, 2000);
})();
