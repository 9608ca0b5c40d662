// The search page: exact words in titles, places and summaries at once, then in the full texts part by part.
(function () {
  "use strict";
  var SHOWN = 50;
  var query = (new URLSearchParams(location.search).get("q") || "").trim();
  var words = fold(query).split(/\s+/).filter(Boolean);
  var state = document.querySelector(".search-state");
  var results = document.querySelector(".search-results");
  var base = document.querySelector("script[src*='search/list.js']").getAttribute("src").replace("list.js", "");
  var rows = [];
  var part = 100;
  var hits = [];
  var limit = SHOWN;

  document.querySelectorAll("input[name=q]").forEach(function (input) {
    input.value = query;
  });

  function fold(text) {
    return text.normalize("NFKC").toLowerCase();
  }

  function holds(text) {
    return words.every(function (word) {
      return text.indexOf(word) >= 0;
    });
  }

  window.pressList = function (data) {
    part = data[0];
    rows = data[1];
    if (!words.length) {
      state.textContent = "输入词语后检索；几个词用空格隔开，须同时出现。";
      return;
    }
    rows.forEach(function (row, n) {
      var title = fold(row[1]);
      var all = fold([row[1], row[2], row[3], row[5]].join("\n"));
      if (holds(all)) hits.push({ n: n, rank: holds(title) ? 0 : 1, excerpt: row[5] });
    });
    show(true);
    load(0);
  };

  function load(number) {
    if (number * part >= rows.length) {
      show(false);
      return;
    }
    var script = document.createElement("script");
    script.src = base + "text-" + ("00" + number).slice(-3) + ".js";
    script.onload = function () {
      script.remove();
      show(true);
      load(number + 1);
    };
    script.onerror = function () {
      state.textContent = "有一部分正文没有读到，结果可能不全；请刷新再试。";
    };
    document.head.append(script);
  }

  window.pressText = function (data) {
    var found = {};
    hits.forEach(function (hit) {
      found[hit.n] = true;
    });
    data[1].forEach(function (text, offset) {
      var n = data[0] * part + offset;
      if (found[n]) return;
      var row = rows[n];
      if (holds(fold([row[1], row[2], row[3], row[5], text].join("\n")))) hits.push({ n: n, rank: 2, excerpt: excerpt(text) });
    });
  };

  function excerpt(text) {
    var lines = text.split("\n");
    var at = lines.findIndex(function (line) {
      return fold(line).indexOf(words[0]) >= 0;
    });
    var line = lines[Math.max(at, 0)];
    var start = Math.max(0, fold(line).indexOf(words[0]) - 30);
    return (start ? "……" : "") + line.slice(start, start + 90) + (line.length > start + 90 ? "……" : "");
  }

  function show(more) {
    hits.sort(function (a, b) {
      return a.rank - b.rank || a.n - b.n;
    });
    state.textContent = more
      ? "已找到" + hits.length + "条，正在查找正文……"
      : hits.length
        ? "“" + query + "”共" + hits.length + "条"
        : "没有找到“" + query + "”。换一个说法，或少用一个词；也可以从地区、领域进入。";
    results.textContent = "";
    hits.slice(0, limit).forEach(function (hit) {
      results.append(row(hit));
    });
    if (hits.length > limit) results.append(moreButton());
  }

  function moreButton() {
    var item = document.createElement("li");
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = "再显示" + Math.min(SHOWN, hits.length - limit) + "条";
    button.addEventListener("click", function () {
      limit += SHOWN;
      show(false);
    });
    item.append(button);
    return item;
  }

  function row(hit) {
    var data = rows[hit.n];
    var item = element("li", data[4] ? "row" : "row article");
    item.append(element("span", "place", data[2].split(" ").pop()));
    var what = element("div", "what");
    var link = element("a");
    link.href = data[0];
    mark(link, data[1]);
    var line = element("p");
    mark(line, hit.excerpt);
    what.append(link, line);
    item.append(what, element("span", "year", data[3]), element("span", "count", data[4] ? data[4] + "项数据" : ""));
    return item;
  }

  function element(name, kind, text) {
    var made = document.createElement(name);
    if (kind) made.className = kind;
    if (text) made.textContent = text;
    return made;
  }

  // Marks the words where folding has kept the length, so that positions agree.
  function mark(into, text) {
    var folded = fold(text);
    var at = 0;
    if (folded.length === text.length) {
      while (at < text.length) {
        var next = nearest(folded, at);
        if (!next) break;
        into.append(text.slice(at, next.start), element("mark", "", text.slice(next.start, next.end)));
        at = next.end;
      }
    }
    into.append(text.slice(at));
  }

  function nearest(text, from) {
    var best = null;
    words.forEach(function (word) {
      var start = text.indexOf(word, from);
      if (start >= 0 && (!best || start < best.start)) best = { start: start, end: start + word.length };
    });
    return best;
  }
})();
