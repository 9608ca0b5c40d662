"""`python -m press` is `press`."""

from press.cli import main
from records.parent import end_with_parent

end_with_parent()
main()
