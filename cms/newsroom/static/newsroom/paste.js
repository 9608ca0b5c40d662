/* A paste from Word, WPS or a browser that holds more than one paragraph becomes the blocks of the text. */
(function () {
  "use strict";

  var script = document.getElementById("paste-script");
  var CONTENT = "p, li, h1, h2, h3, h4, h5, h6, tr, blockquote, div";

  /* Whether pasted HTML is more than words inside one paragraph. */
  function isRich(html) {
    var page = new DOMParser().parseFromString(html, "text/html");
    if (page.querySelector("table, img")) {
      return true;
    }
    var filled = Array.prototype.filter.call(page.body.querySelectorAll(CONTENT), function (element) {
      return element.textContent.trim() && !element.querySelector(CONTENT);
    });
    return filled.length > 1;
  }

  /* The body's stream and the paragraph of it that a text area stands in, or null. */
  function placeOf(area) {
    var root = document.getElementById("body-root");
    var stream = root && root.rootBlock;
    if (!stream || !root.parentNode.contains(area)) {
      return null;
    }
    for (var index = 0; index < stream.children.length; index++) {
      var child = stream.children[index];
      if (child.type === "paragraph" && child.element.contains(area)) {
        return { stream: stream, index: index };
      }
    }
    return null;
  }

  /* Which page is being written: {page} or, for a new one, {parent}. */
  function whereabouts() {
    var edit = /\/pages\/(\d+)\/edit\//.exec(window.location.pathname);
    var add = /\/pages\/add\/[^/]+\/[^/]+\/(\d+)\//.exec(window.location.pathname);
    return edit ? { page: edit[1] } : add ? { parent: add[1] } : null;
  }

  function fetchBlocks(html, where) {
    var form = new FormData();
    Object.keys(where).forEach(function (name) {
      form.append(name, where[name]);
    });
    form.append("html", new Blob([html], { type: "text/html" }), "paste.html");
    var token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    var request = { method: "POST", body: form, headers: { "X-CSRFToken": token }, credentials: "same-origin" };
    return fetch(script.dataset.url, request).then(function (answer) {
      if (!(answer.headers.get("Content-Type") || "").startsWith("application/json")) {
        throw new Error("粘贴没有成功，请重试；还不行，就用“从 Word 文件建稿”。");
      }
      return answer.json().then(function (found) {
        if (found.error) {
          throw new Error(found.error);
        }
        return found;
      });
    });
  }

  function paragraph(text) {
    return { type: "paragraph", value: text, id: null };
  }

  /* Put blocks where the caret was; returns what takes them out again. */
  function insert(place, area, blocks) {
    var stream = place.stream;
    var before = stream.getState();
    var text = area.value;
    var head = text.slice(0, area.selectionStart).trim();
    var tail = text.slice(area.selectionEnd).trim();
    var made = blocks.slice();
    if (tail) {
      made.push(paragraph(tail));
    }
    made.forEach(function (block, n) {
      stream.insert({ type: block.type, value: block.value, id: null }, place.index + 1 + n, { animate: false });
    });
    if (head) {
      area.value = head;
    } else {
      stream.deleteBlock(place.index);
    }
    return function () {
      stream.setState(before);
    };
  }

  function tell(stream, index, text, undo, failed, notes) {
    document.querySelectorAll(".pasted").forEach(function (old) {
      old.remove();
    });
    var line = document.createElement("div");
    line.className = failed ? "pasted pasted--failed" : "pasted";
    line.setAttribute("role", "status");
    line.appendChild(document.createElement("span")).textContent = text;
    if (notes && notes.length) {
      var list = line.appendChild(document.createElement("ul"));
      notes.forEach(function (note) {
        list.appendChild(document.createElement("li")).textContent = note;
      });
    }
    if (undo) {
      var button = line.appendChild(document.createElement("button"));
      button.type = "button";
      button.className = "button button-small button-secondary";
      button.textContent = "撤销粘贴";
      button.addEventListener("click", function () {
        undo();
        line.remove();
        document.getElementById("body-root").dispatchEvent(new Event("input", { bubbles: true }));
      });
    }
    var child = stream.children[Math.min(index, stream.children.length - 1)];
    child.element.parentNode.insertBefore(line, child.element);
    line.scrollIntoView({ block: "center" });
  }

  function onPaste(event) {
    var area = event.target;
    var html = event.clipboardData && event.clipboardData.getData("text/html");
    if (!html || !area.matches || !area.matches("textarea") || !isRich(html)) {
      return;
    }
    var where = whereabouts();
    var place = where && placeOf(area);
    if (!place) {
      return;
    }
    event.preventDefault();
    area.readOnly = true;
    fetchBlocks(html, where)
      .then(function (found) {
        area.readOnly = false;
        if (!found.blocks.length) {
          tell(place.stream, place.index, "剪贴板里没有可以粘贴的文字。", null, true);
          return;
        }
        place = placeOf(area);
        var undo = insert(place, area, found.blocks);
        tell(place.stream, place.index, found.said, undo, false, found.notes);
        document.getElementById("body-root").dispatchEvent(new Event("input", { bubbles: true }));
      })
      .catch(function (error) {
        area.readOnly = false;
        var offline = error instanceof TypeError;
        tell(place.stream, place.index, offline ? "网络不通，没有粘贴，请稍后再试。" : error.message, null, true);
      });
  }

  document.addEventListener("paste", onPaste, true);
})();
