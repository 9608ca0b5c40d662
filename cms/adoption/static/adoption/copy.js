// Copies the text of a box; also on an intranet without https, where browsers have no clipboard.
for (const button of document.querySelectorAll("[data-copy]")) {
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const box = document.getElementById(button.dataset.copy);
    box.select();
    let done = true;
    try {
      await navigator.clipboard.writeText(box.value);
    } catch {
      done = document.execCommand("copy");
    }
    button.textContent = done ? "已复制" : "没有复制成，请按 Ctrl+C";
    setTimeout(() => {
      button.textContent = label;
    }, 2000);
  });
}
