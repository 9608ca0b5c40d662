// Reads a case or an issue aloud, sentence by sentence, with a Chinese voice of the reader's own machine; without one nothing is offered.
(function () {
  "use strict";
  const speech = window.speechSynthesis;
  const { press } = window;
  const content = press.one("#content");
  const head = content.querySelector("header");
  if (!speech || !window.SpeechSynthesisUtterance || !head) return;

  const BLOCKS = "h1, h2, h3, h4, p, li";
  const PASSED_OVER = "nav, aside, table, figure, footer, details, form, dl, .notes, .byline, .trail, .version, .other-version, .aloud, [aria-hidden]";
  const SILENT = ".ref, .note-mark, .n, .copy, .tally, button, svg, [hidden], [aria-hidden]";
  const SENTENCE = /[^。！？；]+[。！？；]*[”’）》]*/g;
  const bar = document.createElement("p");
  const controls = document.createElement("span");
  const play = button("朗读", () => (current ? pause() : say()));
  const end = button("停止", stop);
  /** @typedef {{ text: string, block: Element }} Sentence */
  /** @type {SpeechSynthesisVoice | null} */
  let voice = null;
  /** @type {Sentence[] | null} */
  let sentences = null;
  let at = 0;
  /** @type {SpeechSynthesisUtterance | null} */
  let current = null;

  bar.className = "aloud";
  bar.hidden = true;
  bar.append(controls);
  head.after(bar);
  findVoice();
  speech.addEventListener("voiceschanged", findVoice);
  window.addEventListener("pagehide", stop);
  stop();

  // Voices that speak on somebody's server would send them the text.
  function findVoice() {
    const voices = speech.getVoices().filter((one) => one.localService && /^(zh|cmn)\b/i.test(one.lang));
    voice = voices.find((one) => /\b(CN|Hans)\b/i.test(one.lang)) || voices[0] || null;
    bar.hidden = !voice;
  }

  function say() {
    sentences = sentences || readSentences();
    if (!voice || at >= sentences.length) return stop();
    const { text, block } = sentences[at];
    const spoken = new SpeechSynthesisUtterance(text);
    spoken.voice = voice;
    spoken.lang = voice.lang;
    spoken.onend = () => {
      if (spoken !== current) return;
      at += 1;
      say();
    };
    spoken.onerror = () => {
      if (spoken === current) stop();
    };
    current = spoken;
    show("暂停", block);
    speech.speak(spoken);
  }

  // The pause of the interface itself never ends on some systems: the sentence begins again instead.
  function pause() {
    current = null;
    speech.cancel();
    if (sentences) show("继续", sentences[at].block);
  }

  function stop() {
    current = null;
    at = 0;
    if (sentences) speech.cancel();
    show("朗读", null);
  }

  /**
   * @param {string} label
   * @param {Element | null} block
   */
  function show(label, block) {
    play.textContent = label;
    end.hidden = !block;
    bar.classList.toggle("reading", Boolean(block));
    const before = content.querySelector(".being-read");
    if (before && before !== block) before.classList.remove("being-read");
    if (!block || before === block) return;
    block.classList.add("being-read");
    const { top, bottom } = block.getBoundingClientRect();
    if (top < 60 || bottom > window.innerHeight) block.scrollIntoView({ block: "center" });
  }

  /** @returns {Sentence[]} */
  function readSentences() {
    return Array.from(content.querySelectorAll(BLOCKS))
      .filter((block) => block.getClientRects().length && !block.closest(PASSED_OVER) && !block.querySelector(BLOCKS))
      .flatMap((block) => (plain(block).match(SENTENCE) || []).map((text) => ({ text: text.trim(), block })))
      .filter(({ text }) => /[\p{L}\p{N}]/u.test(text));
  }

  /** @param {Element} block */
  function plain(block) {
    const copy = /** @type {Element} */ (block.cloneNode(true));
    copy.querySelectorAll(SILENT).forEach((mark) => mark.remove());
    return (copy.textContent || "").replace(/\s+/g, " ");
  }

  /**
   * @param {string} label
   * @param {() => void} act
   */
  function button(label, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    made.addEventListener("click", act);
    controls.append(made);
    return made;
  }
})();
