// What readers see of a text changes by itself: while something is under way, the sentence asks again, quietly.
(function () {
  "use strict";
  const OFTEN = 1000; // ms between two looks
  const SELDOM = 10000; // where it takes longer than
  const PATIENCE = 60000;
  const begun = Date.now();

  async function look(place) {
    if (!document.hidden) {
      try {
        const answer = await fetch(place.dataset.standing, { headers: { "X-Requested-With": "XMLHttpRequest" } });
        if (answer.ok && !answer.redirected) put(place, await answer.json());
        else if (answer.status < 500) return; // logged out, or not ours any more
      } catch (error) {
        // the line is cut: the next look is soon
      }
    }
    wait(place);
  }

  /** Only a new sentence is put in: what is read aloud is not said again and again. */
  function put(place, told) {
    if (place.dataset.said !== told.html) {
      place.dataset.said = told.html;
      place.innerHTML = told.html;
    }
    place.toggleAttribute("data-changing", told.changing);
  }

  function wait(place) {
    if (place.hasAttribute("data-changing")) {
      setTimeout(() => look(place), Date.now() - begun < PATIENCE ? OFTEN : SELDOM);
    }
  }

  document.querySelectorAll("[data-standing]").forEach(wait);
})();
