"""The account of adoptions: rule tables (采用计分办法) and events in, points of units out, each with the clause and the
events that gave it. Rules are data; no office has code of its own."""
