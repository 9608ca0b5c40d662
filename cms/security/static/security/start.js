// Does what Wagtail's inline scripts would do, which the content security policy forbids: each <script type="application/json"
// data-start>["Name", argument, …]</script> makes a panel, a date field or a chooser work.
(function () {
  "use strict";
  const names = [
    "Chooser",
    "DocumentChooser",
    "ImageChooser",
    "InlinePanel",
    "MultipleChooserPanel",
    "PageChooser",
    "SnippetChooser",
    "createTaskChooser",
    "initDateChooser",
    "initDateTimeChooser",
    "initTimeChooser",
  ];
  const selector = "script[data-start]";
  const done = new WeakSet();

  function start(element) {
    // Wagtail clones scripts from its templates and takes the first one out again.
    if (done.has(element) || !element.isConnected) return;
    done.add(element);
    const [name, ...args] = JSON.parse(element.textContent);
    if (!names.includes(name)) throw new Error("unknown: " + name);
    if (/^[a-z]/.test(name)) window[name](...args);
    else new window[name](...args);
  }

  function startAll(root) {
    if (root.nodeType !== Node.ELEMENT_NODE) return;
    if (root.matches(selector)) start(root);
    root.querySelectorAll(selector).forEach(start);
  }

  function begin() {
    startAll(document.documentElement);
    new MutationObserver(function (records) {
      records.forEach((record) => record.addedNodes.forEach(startAll));
    }).observe(document.documentElement, { childList: true, subtree: true });
  }

  // "interactive" comes before DOMContentLoaded: other scripts find panels and fields at work, as they would with inline scripts.
  if (document.readyState === "loading") document.addEventListener("readystatechange", begin, { once: true });
  else begin();
})();
