// The drawer in which texts wait that the server does not have yet: this machine's, per user, for seven days, emptied at logout.
(function () {
  "use strict";
  const PULSE = document.currentScript.dataset.pulse;
  const SENT = "press-keep-sent";
  const LONGEST = 7 * 24 * 3600 * 1000;
  const tab = String(Math.random()).slice(2);
  // A window keeps its name from page to page, and tells the server whose save arrives late.
  const named = sessionStorage.getItem("press-keep-window") || String(Math.random()).slice(2);
  sessionStorage.setItem("press-keep-window", named);
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("press-keep") : null;

  function answer(request) {
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  let opened = null;
  function database() {
    if (!opened) {
      const request = indexedDB.open("press-keep", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("texts", { keyPath: "id" });
      opened = answer(request);
    }
    return opened;
  }

  // Resolves when the words are on the disk: localStorage would sit on them for seconds or minutes.
  async function change(what) {
    const transaction = (await database()).transaction("texts", "readwrite", { durability: "strict" });
    what(transaction.objectStore("texts"));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
  }

  const put = (text) => change((texts) => texts.put({ ...text, tab, at: Date.now() }));
  const remove = (id) => change((texts) => texts.delete(id));
  const all = async () => answer((await database()).transaction("texts").objectStore("texts").getAll());

  /** Who is logged in here: {user, token}, or {out: true}, or {offline: true}. */
  async function me() {
    try {
      const said = await fetch(PULSE, { redirect: "manual", headers: { Accept: "application/json" } });
      return said.ok ? await said.json() : { out: true };
    } catch (error) {
      return { offline: true };
    }
  }

  /** What was left behind by a user, newest first: nothing that an open window still holds. */
  async function left(user) {
    const open = new Set([tab]);
    if (channel) {
      const hear = (event) => open.add(event.data.here);
      channel.addEventListener("message", hear);
      channel.postMessage({ ask: true });
      await new Promise((resolve) => setTimeout(resolve, 250));
      channel.removeEventListener("message", hear);
    }
    return (await all()).filter((text) => text.user === user && !open.has(text.tab)).sort((a, b) => b.at - a.at);
  }

  if (channel) channel.addEventListener("message", (event) => event.data.ask && channel.postMessage({ here: tab }));

  function when(at) {
    const time = new Date(at);
    const clock = `${time.getHours()}:${String(time.getMinutes()).padStart(2, "0")}`;
    return time.toDateString() === new Date().toDateString() ? clock : `${time.getMonth() + 1}月${time.getDate()}日 ${clock}`;
  }

  /** A line with buttons, in the manner of the other messages. */
  function banner(words, kind) {
    const block = document.createElement("div");
    block.className = `help-block help-${kind} keep`;
    block.setAttribute("role", "status");
    block.innerHTML = '<svg class="icon icon-warning" aria-hidden="true"><use href="#icon-warning"></use></svg>';
    const line = document.createElement("p");
    line.textContent = words;
    block.append(line);
    return block;
  }

  // A form was sent from here; if the server says that it went well, its text need not wait any longer.
  async function settle() {
    const sent = JSON.parse(sessionStorage.getItem(SENT) || "[]");
    sessionStorage.removeItem(SENT);
    if (document.querySelector(".messages .success")) for (const id of sent) await remove(id);
    for (const text of await all()) if (Date.now() - text.at > LONGEST) await remove(text.id);
  }

  // On the first page: what was left behind. Where a text is handed in: what the server does not have of it, in other windows too.
  async function remind() {
    const place = document.querySelector(".dashboard h1, [data-keeps]");
    if (!place) return;
    const { user } = await me();
    const path = place.dataset.keeps;
    const found = path ? (await all()).filter((text) => text.user === user && text.path === path) : user ? await left(user) : [];
    for (const text of found) {
      const line = banner(`这台电脑里留着没有存上的文字：《${text.title || "还没有标题"}》（${when(text.at)}）。`, "warning");
      const link = document.createElement("a");
      link.href = text.path;
      link.className = "button button-small button-secondary";
      link.textContent = "打开看看";
      line.append(link);
      place.after(line);
    }
    if (path && found.length) document.addEventListener("submit", ask, { capture: true });
  }

  function ask(event) {
    const handsIn = event.target.querySelector("[name=move][value=submit]");
    if (!handsIn || window.confirm("这篇还有没有存上的文字，报送的会是存上的那一版，里面没有它们。仍然报送吗？")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  async function leave(form) {
    const { user } = await me();
    const mine = user ? (await all()).filter((text) => text.user === user) : [];
    if (mine.length && !window.confirm("这台电脑里还留着没有存上服务器的文字，退出以后就清掉了。现在退出吗？")) return;
    for (const text of mine) await remove(text.id);
    form.submit();
  }

  document.addEventListener("submit", (event) => {
    if (!new URL(event.target.action, location.href).pathname.endsWith("/logout/")) return;
    event.preventDefault();
    leave(event.target).catch(() => event.target.submit());
  });

  const settled = settle()
    .then(remind)
    .catch(() => undefined);
  window.pressKeep = { put, remove, left, me, when, banner, settled, tab, window: named, pulse: PULSE, sent: (ids) => sessionStorage.setItem(SENT, JSON.stringify(ids)) };
})();
