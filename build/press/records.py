"""The nouns under the name that scripts written before version 0.2 import."""

from records import *  # noqa: F403
