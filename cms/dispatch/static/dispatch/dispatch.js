// Ticks all rows of a list; takes one code after the other and says at once what became of it.
for (const button of document.querySelectorAll("[data-tick]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const boxes = [...document.querySelectorAll(`#${button.dataset.tick} input[type=checkbox]`)];
    const all = boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = !all;
    button.textContent = all ? "全选" : "全不选";
  });
}

const scan = document.querySelector("[data-scan]");
if (scan) {
  const list = document.querySelector(".dispatch__scanned");
  const code = scan.elements.code;
  // Without https a browser makes no UUID; whatever is sent again within a page keeps its key.
  const fresh = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) => n.toString(16).padStart(2, "0")).join("");
  const say = (said, done) => {
    const line = document.createElement("li");
    line.textContent = said;
    line.className = done ? "" : "no";
    list.prepend(line);
    list.hidden = false;
  };
  const send = async (form) => {
    for (let tries = 0; tries < 3; tries += 1) {
      try {
        const answer = await fetch(scan.action, { method: "POST", body: form, headers: { Accept: "application/json" } });
        if (answer.ok) return await answer.json();
        if (answer.status < 500) break;
      } catch {
        // The line is cut: the same form once more, which counts once.
      }
    }
    return { done: false, said: `${form.get("code")}：没有登记，网络断了或者已经退出登录。请刷新页面再扫一次` };
  };
  let last = Promise.resolve();
  scan.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!code.value.trim()) return;
    const form = new FormData(scan);
    form.set("key", fresh());
    code.value = "";
    code.focus();
    last = last.then(async () => {
      const told = await send(form);
      say(told.said, told.done);
      document.querySelector(`#on-the-way input[value="${told.parcel ?? 0}"]`)?.closest("tr").remove();
      if ("waiting" in told) document.querySelector("[data-waiting]").textContent = told.waiting;
    });
  });
}
