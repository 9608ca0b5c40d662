// The builder: every change is sent at once, and the middle column comes back from the server.
(function () {
  "use strict";

  const PAUSE_TYPING = 500; // ms after the last key until a text is saved
  const root = document.querySelector("[data-builder]");
  if (!root) return;
  const one = (name, within) => (within || document).querySelector(`[data-${name}]`);
  const all = (name, within) => Array.from((within || document).querySelectorAll(`[data-${name}]`));
  let csrf = root.querySelector("[name=csrfmiddlewaretoken]").value;
  const layout = one("layout");

  // Saving ------------------------------------------------------------------------------------------------------------

  const AGAIN = 4000; // ms until a change that did not arrive is sent once more

  let waiting = Promise.resolve();
  let pending = 0;

  /** Send a change after those before it; `make` returns its body from what stands on the screen by then. */
  function save(make) {
    pending += 1;
    waiting = waiting.then(() => send(make())).then(() => { pending -= 1; });
    return waiting;
  }

  /** Send a change until the server has answered; those behind it wait, so that nothing is lost or overtakes. */
  async function send(body) {
    if (!body) return undefined;
    say("正在保存…");
    let response = await post(body);
    for (let tried = 1; ; tried += 1) {
      const heard = response && !response.redirected && response.status !== 503 && (response.headers.get("Content-Type") || "").includes("json");
      if (heard) return take(await response.json(), response.status, body, tried > 1);
      say("还没有存上");
      alertWith(response ? "登录已过期，或者服务器出了错。刚才的改动还在这里，请不要关掉这一页：另开一个窗口重新登录，这里会接着保存。"
        : "没有连上服务器。刚才的改动还在这里，请不要关掉这一页：连上以后会接着保存。");
      await new Promise((resolve) => { setTimeout(resolve, AGAIN); window.addEventListener("online", resolve, { once: true }); });
      csrf = (await window.pressKeep.me()).token || csrf; // a new login has a new one
      response = await post(body);
    }
  }

  function post(body) {
    return fetch(root.dataset.save, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrf, "X-Requested-With": "XMLHttpRequest" },
      body: JSON.stringify(Object.assign({ token: one("token", layout).dataset.token }, body)),
    }).catch(() => null);
  }

  function take(told, status, body, again) {
    if (status === 400) return refuse(told.errors, body);
    const held = status === 409 ? behind(told, body, again) : null;
    if (!held) {
      alertWith(told.said);
      show(told);
      say(`已保存 ${new Date().toTimeString().slice(0, 5)}`);
    }
    root.dispatchEvent(new Event("saved")); // the preview listens
    return held && held.fields ? send(held) : undefined;
  }

  /** The server was ahead of this screen. What was typed stays; returns the fields that can be sent after all, null if all had arrived. */
  function behind(told, body, again) {
    const names = Object.keys(body.fields || {});
    const [stands, theirs] = [names.filter((name) => same(told.fields[name], body.fields[name])), {}];
    const other = names.filter((name) => !stands.includes(name));
    other.filter((name) => !same(told.fields[name], known[name])).forEach((name) => { theirs[name] = told.fields[name]; });
    other.forEach((name) => dirty.add(name));
    unsent();
    show(told, true);
    if (body.sections) rename();
    if (again && !other.length && (!body.sections || JSON.stringify(order()) === JSON.stringify(body.sections))) return null; // only the answer was lost
    alertWith(told.message);
    say("");
    Object.keys(theirs).forEach((name) => fieldError(name, `另一位编辑刚改成“${theirs[name]}”。框里是你写的：再改一下，就存你的。`));
    // What stands in the box by now: more may have been typed while the answer was under way.
    const fields = Object.fromEntries(other.filter((name) => !(name in theirs)).map((name) => [name, valueOf(document.getElementById(`id_${name}`))]));
    Object.keys(fields).forEach((name) => dirty.delete(name));
    return Object.keys(fields).length ? { fields } : {};
  }

  const plain = (value) => String(value === null || value === undefined ? "" : value).split(/\s+/).join(" ").trim();
  const same = (one, other) => plain(one) === plain(other);

  function refuse(errors, body) {
    say("没有存上");
    const fields = Object.keys(errors).filter((name) => name && document.querySelector(`[data-field="${name}"]`));
    Object.keys(body.fields || {}).forEach((name) => dirty.add(name)); // stays in its box until it is put right
    fields.forEach((name) => fieldError(name, errors[name]));
    const rest = Object.keys(errors).filter((name) => !fields.includes(name)).map((name) => errors[name]);
    alertWith(rest.join(""));
    if (body.sections) unsent();
  }

  function fieldError(name, text) {
    const line = one("error", document.querySelector(`[data-field="${name}"]`));
    line.textContent = text;
    line.hidden = !text;
    if (text) line.closest("details").open = true;
  }

  /** Put what the server answered on the screen; `everything` also where someone is typing. */
  function show(told, everything) {
    const held = focused();
    const typed = typedNames();
    layout.innerHTML = told.html;
    one("title").textContent = told.title;
    const lists = document.getElementById("id_distribution");
    lists.replaceChildren(...told.lists.map(([value, label]) => new Option(label, value)));
    Object.keys(told.fields).forEach((name) => {
      const box = document.getElementById(`id_${name}`);
      known[name] = told.fields[name];
      if (dirty.has(name)) return;
      fieldError(name, "");
      if (!everything && box === document.activeElement) return;
      if (box.type === "checkbox") box.checked = Boolean(told.fields[name]);
      else box.value = told.fields[name] === null ? "" : told.fields[name];
    });
    targets();
    refocus(held);
    typed.forEach(putBack);
  }

  function say(text) { one("saved").textContent = text; }

  function alertWith(text) {
    const line = one("alert");
    line.textContent = text || "";
    line.hidden = !text;
    if (text) line.scrollIntoView({ block: "nearest" });
  }

  // What is typed into the middle column while an answer is under way stays there.
  const nameBoxes = () => [...all("rename", layout), one("add", layout).querySelector("input")];

  function unsent() { nameBoxes().forEach((box) => { delete box.dataset.sent; }); }

  function typedNames() {
    return nameBoxes().map((box) => {
      const section = box.closest("[data-section]");
      const sent = box.dataset.sent === undefined ? box.defaultValue : box.dataset.sent; // the name that was on its way
      return { value: box.value, sent, section: section && sent, held: box === document.activeElement, at: box.selectionStart };
    }).filter(({ value, sent }) => value.trim() !== sent);
  }

  function putBack({ value, section, held, at }) {
    const box = section === null ? one("add", layout).querySelector("input") : all("rename", layout).find((each) => each.defaultValue === section);
    if (!box) return;
    box.value = value;
    if (!held) return;
    box.focus({ preventScroll: true });
    box.setSelectionRange(at, at);
  }

  // The keyboard stays where it was: on the same button of the same item.
  function focused() {
    const at = document.activeElement;
    if (!layout.contains(at)) return null;
    const item = at.closest("[data-item]");
    const section = at.closest("[data-section]");
    return { item: item && item.dataset.item, section: section && section.dataset.section, act: at.dataset.act, add: Boolean(at.closest("[data-add]")) };
  }

  function refocus(held) {
    if (!held) return;
    let within = null;
    if (held.add) within = one("add", layout);
    else if (held.item) within = all("item", layout).find((li) => li.dataset.item === held.item);
    else if (held.section !== null) within = all("section", layout).find((s) => s.dataset.section === held.section);
    if (!within) within = one("section", layout) || layout;
    const target = (held.act && within.querySelector(`[data-act="${held.act}"]:not([disabled])`)) || within.querySelector("button:not([disabled]), input, a");
    if (target) target.focus({ preventScroll: true });
  }

  // The order ---------------------------------------------------------------------------------------------------------

  function order() {
    return all("section", layout).map((s) => [s.dataset.section, all("item", s).map((li) => li.dataset.item)]);
  }

  /** Change the order: `change` gets the sections as [name, items] and alters them; false leaves all as it is. */
  function reorder(change) {
    return save(() => {
      const sections = order();
      return change(sections) === false ? null : { sections };
    });
  }

  function without(sections, item) {
    sections.forEach((section) => { section[1] = section[1].filter((other) => other !== item); });
  }

  /** Put an item into a section before another one, or at its end. */
  function put(item, name, before) {
    return reorder((sections) => {
      if (before === item) return false;
      without(sections, item);
      let section = sections.find((s) => s[0] === name);
      if (!section) {
        section = sections[sections.length - 1] || ["", []];
        if (!sections.length) sections.push(section);
      }
      const at = section[1].indexOf(before);
      section[1].splice(at < 0 ? section[1].length : at, 0, item);
      return true;
    }).then(() => { dropRow(item); });
  }

  function step(item, by) {
    return reorder((sections) => {
      const n = sections.findIndex((s) => s[1].includes(item));
      const at = sections[n][1].indexOf(item);
      if (at + by >= 0 && at + by < sections[n][1].length) {
        sections[n][1].splice(at, 1);
        sections[n][1].splice(at + by, 0, item);
        return true;
      }
      const next = sections[n + by];
      if (!next) return false;
      without(sections, item);
      next[1].splice(by < 0 ? next[1].length : 0, 0, item);
      return true;
    });
  }

  function moveSection(name, by) {
    return reorder((sections) => {
      const at = sections.findIndex((s) => s[0] === name);
      if (!sections[at + by]) return false;
      sections.splice(at + by, 0, sections.splice(at, 1)[0]);
      return true;
    });
  }

  function dropSection(name) {
    return reorder((sections) => {
      const at = sections.findIndex((s) => s[0] === name);
      const neighbour = sections[at - 1] || sections[at + 1];
      if (neighbour) {
        if (at > 0) neighbour[1].push(...sections[at][1]);
        else neighbour[1].unshift(...sections[at][1]);
        sections.splice(at, 1);
      } else if (sections[at][1].length) sections[at][0] = "";
      else sections.splice(at, 1);
      return true;
    });
  }

  layout.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.fit) {
      save(() => ({ fields: { print_run: button.dataset.fit } }));
      return;
    }
    const li = button.closest("[data-item]");
    const section = button.closest("[data-section]");
    const acts = {
      up: () => step(li.dataset.item, -1),
      down: () => step(li.dataset.item, 1),
      out: () => reorder((sections) => without(sections, li.dataset.item)).then(loadPool),
      "section-up": () => moveSection(section.dataset.section, -1),
      "section-down": () => moveSection(section.dataset.section, 1),
      "section-drop": () => dropSection(section.dataset.section),
    };
    if (acts[button.dataset.act]) acts[button.dataset.act]();
  });

  layout.addEventListener("change", (event) => {
    const box = event.target;
    if (box.dataset.act === "to" && box.value !== "") put(box.closest("[data-item]").dataset.item, box.value, "");
    if (box.hasAttribute("data-rename")) rename();
  });
  // A box that was put back has not changed in the browser's eyes.
  layout.addEventListener("focusout", (event) => {
    if (event.target.hasAttribute("data-rename") && layout.contains(event.target)) rename();
  });

  const sending = (box) => (box.dataset.sent = box.value.trim());

  /** Send the names as they stand in their boxes by then. */
  function rename() {
    const boxes = () => all("rename", layout);
    if (boxes().every((box) => box.value.trim() === box.defaultValue)) return;
    reorder((sections) => {
      boxes().forEach((box, n) => { sections[n][0] = sending(box); });
      return boxes().some((box) => box.dataset.sent !== box.defaultValue);
    });
  }

  layout.addEventListener("submit", (event) => {
    event.preventDefault();
    reorder((sections) => {
      const name = sending(one("add", layout).querySelector("input"));
      sections.push([name, []]);
      return Boolean(name);
    });
  });

  // Drag and drop -----------------------------------------------------------------------------------------------------

  let dragged = "";
  root.addEventListener("dragstart", (event) => {
    const li = event.target.closest && event.target.closest("[data-item]");
    if (!li) return;
    dragged = li.dataset.item;
    event.dataTransfer.setData("text/plain", li.dataset.item);
    event.dataTransfer.effectAllowed = "move";
    li.classList.add("is-dragged");
  });
  root.addEventListener("dragend", () => {
    dragged = "";
    root.querySelectorAll(".is-dragged, .is-before, .is-end").forEach((at) => at.classList.remove("is-dragged", "is-before", "is-end"));
  });

  /** The item before which a drop at this height goes; null at the end. */
  function below(list, y) {
    return all("item", list).find((li) => {
      const box = li.getBoundingClientRect();
      return y < box.top + box.height / 2;
    }) || null;
  }

  layout.addEventListener("dragover", (event) => {
    const section = event.target.closest(".builder__section");
    if (!dragged || !section) return;
    event.preventDefault();
    const before = below(section, event.clientY);
    layout.querySelectorAll(".is-before, .is-end").forEach((at) => at.classList.remove("is-before", "is-end"));
    if (before) before.classList.add("is-before");
    else section.classList.add("is-end");
  });
  layout.addEventListener("drop", (event) => {
    const section = event.target.closest(".builder__section");
    if (!dragged || !section) return;
    event.preventDefault();
    const before = below(section, event.clientY);
    put(dragged, section.dataset.section || "", before ? before.dataset.item : "");
  });

  // Fields ------------------------------------------------------------------------------------------------------------

  const dirty = new Set();
  const known = {}; // what the server has
  const timers = {};

  const valueOf = (box) => (box.type === "checkbox" ? box.checked : box.value);

  function saveField(box) {
    clearTimeout(timers[box.name]);
    if (!dirty.has(box.name)) return;
    // Dirty until it is sent, so that the answer to an earlier change does not put the old value back.
    save(() => (dirty.delete(box.name) ? { fields: { [box.name]: valueOf(box) } } : null));
  }

  all("field").forEach((wrapper) => {
    const box = wrapper.querySelector("input, select, textarea");
    known[box.name] = valueOf(box);
    box.addEventListener("input", () => {
      dirty.add(box.name);
      if (box.type === "text" || box.tagName === "TEXTAREA") {
        clearTimeout(timers[box.name]);
        timers[box.name] = setTimeout(() => saveField(box), PAUSE_TYPING);
      }
    });
    box.addEventListener("change", () => saveField(box));
  });
  window.addEventListener("beforeunload", (event) => {
    if (pending || dirty.size) event.preventDefault();
  });

  // The pool ----------------------------------------------------------------------------------------------------------

  const rows = one("rows");
  const filters = one("filters");
  let asked = 0;

  async function loadPool(start) {
    const mine = (asked += 1);
    const query = new URLSearchParams(new FormData(filters));
    if (typeof start === "string") query.set("start", start);
    let html = '<li class="builder__empty">没有读到备选，请检查网络后重试。</li>';
    try {
      const response = await fetch(`${root.dataset.pool}?${query}`, { headers: { "X-Requested-With": "XMLHttpRequest" } });
      if (response.ok && !response.redirected) html = await response.text();
    } catch (error) { /* said in the list */ }
    if (mine !== asked) return;
    if (typeof start === "string") {
      const more = rows.querySelector(".builder__more");
      if (more) more.remove();
      rows.insertAdjacentHTML("beforeend", html);
    } else rows.innerHTML = html;
  }

  function dropRow(item) {
    if (!all("item", layout).some((li) => li.dataset.item === item)) return;
    const row = all("item", rows).find((li) => li.dataset.item === item);
    if (!row) return;
    const next = row.nextElementSibling && row.nextElementSibling.querySelector("button");
    const held = row.contains(document.activeElement);
    row.remove();
    if (held && next) next.focus();
    if (!one("item", rows)) loadPool();
  }

  function targets() {
    const box = one("target");
    const held = box.value;
    const names = order().map((section) => section[0]);
    box.replaceChildren(...names.map((name) => new Option(name || "不分栏目", name)));
    box.value = names.includes(held) ? held : names[names.length - 1] || "";
    box.parentElement.hidden = names.length < 2;
  }

  rows.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.more) loadPool(button.dataset.more);
    else put(button.closest("[data-item]").dataset.item, one("target").value, "");
  });
  let searching;
  filters.addEventListener("input", (event) => {
    clearTimeout(searching);
    searching = setTimeout(loadPool, event.target.type === "search" ? PAUSE_TYPING : 0);
  });
  filters.addEventListener("submit", (event) => {
    event.preventDefault();
    loadPool();
  });

  function openNamed() {
    const box = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!box || !root.contains(box)) return;
    const group = box.closest("details");
    if (group) group.open = true;
    box.focus();
  }
  window.addEventListener("hashchange", openNamed);
  targets();
  loadPool();
  openNamed();
})();
