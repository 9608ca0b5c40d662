// Choosing cases to compare, from any list.
(function () {
  "use strict";
})();
