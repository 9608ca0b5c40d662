// Sets the chosen colour mode before the page is painted.
try {
  var mode = localStorage.getItem("mode");
  if (mode) document.documentElement.dataset.mode = mode;
} catch (error) {
  // Reading from a disk, a browser may refuse storage: the system's own mode holds.
}
