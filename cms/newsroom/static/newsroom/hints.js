/* Remarks on a text while it is being written, asked for when the writer pauses. */
(function () {
  "use strict";

  var PAUSE = 1500;
  var script = document.getElementById("hints-script");
  var form = null;
  var panel = null;
  var timer = 0;
  var asked = 0;

  /* Where to ask for this page, and which page it is; null on others. */
  function question() {
    var path = window.location.pathname;
    var edit = /\/pages\/(\d+)\/edit\//.exec(path);
    var add = /\/pages\/add\/[^/]+\/[^/]+\/(\d+)\//.exec(path);
    var isCase = Boolean(form.elements.namedItem("summary"));
    var isArticle = Boolean(form.elements.namedItem("leader"));
    if (!(edit || add) || !(isCase || isArticle)) {
      return null;
    }
    return { url: isCase ? script.dataset.case : script.dataset.article, name: edit ? "page" : "parent", pk: (edit || add)[1] };
  }

  function ask() {
    var where = question();
    var mine = ++asked;
    var data = new FormData(form);
    data.append(where.name, where.pk);
    fetch(where.url, { method: "POST", body: data, credentials: "same-origin" })
      .then(function (answer) {
        return answer.ok && !answer.redirected ? answer.text() : null;
      })
      .then(function (html) {
        if (html !== null && mine === asked) {
          show(html);
        }
      })
      .catch(function () {
        /* No network: the remarks stay as they are; saving tells about it. */
      });
  }

  function show(html) {
    var list = panel.querySelector("ul");
    var kept = Array.prototype.map.call(list.querySelectorAll("input:checked"), function (tick) { return tick.name; });
    list.innerHTML = html;
    list.querySelectorAll("input").forEach(function (tick) { tick.checked = kept.indexOf(tick.name) >= 0; });
    var count = list.children.length;
    panel.hidden = false;
    var stops = list.querySelectorAll("[data-stops]").length;
    var means = stops ? "，其中 " + stops + " 处改好或勾选才能报送" : "（不影响保存和报送）";
    panel.querySelector("summary").textContent = count ? "检查：" + count + " 处可以再看看" + means : "检查：没有发现问题";
  }

  function later() {
    window.clearTimeout(timer);
    timer = window.setTimeout(ask, PAUSE);
  }

  /* The element of a block, by its id or place, or of a field. */
  function target(where) {
    var root = document.getElementById("body-root");
    var blocks = root && root.rootBlock ? root.rootBlock.children : [];
    for (var index = 0; where && index < blocks.length; index++) {
      if (blocks[index].id === where || where === "block-" + index) {
        return blocks[index].element;
      }
    }
    return document.getElementById("id_" + where + "-chooser") || document.getElementById("id_" + where) || document.getElementById(where + "-root") || document.getElementById("id_" + where + "-FORMS");
  }

  function go(where) {
    var element = target(where);
    if (!element) {
      return;
    }
    var tab = element.closest('[role="tabpanel"]');
    var opener = tab && document.querySelector('[role="tab"][href="#' + tab.id + '"], [role="tab"][aria-controls="' + tab.id + '"]');
    if (opener) {
      opener.click();
    }
    element.scrollIntoView({ block: "center" });
    var input = element.matches("input, select, textarea") ? element : element.querySelector("input:not([type=hidden]), select, textarea");
    if (input) {
      input.focus({ preventScroll: true });
    }
  }

  function begin() {
    form = document.querySelector("#page-edit-form, [data-edit-form]");
    if (!form || !question()) {
      return;
    }
    panel = document.createElement("details");
    panel.className = "hints nice-padding";
    panel.hidden = true; // until there is something to say of something written
    panel.appendChild(document.createElement("summary")).textContent = "检查";
    panel.appendChild(document.createElement("ul"));
    var tabs = form.querySelector(".w-tabs");
    (tabs || form).insertBefore(panel, (tabs || form).querySelector(".tab-content") || (tabs || form).firstChild);
    panel.addEventListener("click", function (event) {
      var button = event.target.closest("[data-hint-where]");
      if (button) {
        go(button.dataset.hintWhere);
      }
    });
    form.addEventListener("input", later);
    form.addEventListener("change", later);
    if (question().name === "page") {
      ask();
    }
  }

  document.addEventListener("DOMContentLoaded", function () {
    window.setTimeout(begin, 0);
  });
})();
