/* The files that were chosen, by name and size; what cannot be read is said before anything is sent. */
(function () {
  "use strict";
  const list = document.querySelector(".word__chosen");
  const input = document.querySelector("input[type=file]");

  function wrong(file) {
    if (!/\.(docx|txt)$/i.test(file.name)) return "不是 .docx 或 .txt，读不了";
    if (file.size > Number(list.dataset.largest)) return "超过 20 MB，读不了";
    return file.size ? "" : "是空的";
  }

  function size(bytes) {
    return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
  }

  function show() {
    list.replaceChildren(
      ...Array.from(input.files, (file) => {
        const line = document.createElement("li");
        const problem = wrong(file);
        line.textContent = `${file.name}（${problem || size(file.size)}）`;
        line.classList.toggle("word__unreadable", Boolean(problem));
        return line;
      }),
    );
  }

  input.addEventListener("change", show);
  show(); // after a step back
})();
