"""How a case works — steps, thresholds, levels — between the blocks of its page and its record."""

from __future__ import annotations

from wagtail.blocks import StreamValue

import records
from cms.core.blocks import Blocks
from cms.reference.figures import plain_number


def mechanism_record(stream: StreamValue) -> records.Mechanism | None:
    """Return a mechanism's record, None where nothing was entered; what was left empty is left out."""
    steps: tuple[records.Step, ...] = ()
    levels: tuple[records.Level, ...] = ()
    thresholds: tuple[records.Threshold, ...] = ()
    for child in stream:
        value = child.value
        match child.block_type:
            case "steps":
                steps = tuple(records.Step(name=v["name"], who=v["who"] or "") for v in value if v["name"])
            case "levels":
                levels = tuple(records.Level(name=v["name"], note=v["note"] or "") for v in value if v["name"])
            case "threshold":
                filled = [r for r in value["rows"] if r["at"] is not None and r["gives"]]
                rows = tuple(records.ThresholdRow(at=plain_number(r["at"]), gives=r["gives"]) for r in filled)
                if rows and value["measure"]:
                    thresholds += (records.Threshold(measure=value["measure"], unit=value["unit"] or "", rows=rows),)
    return (
        records.Mechanism(steps=steps, thresholds=thresholds, levels=levels) if steps or thresholds or levels else None
    )


def mechanism_stream(mechanism: records.Mechanism | None) -> Blocks:
    """Return the value of the StreamField from a record."""
    if mechanism is None:
        return []
    made: Blocks = []
    if mechanism.steps:
        made.append(("steps", [{"name": s.name, "who": s.who} for s in mechanism.steps]))
    for t in mechanism.thresholds:
        made.append(
            (
                "threshold",
                {"measure": t.measure, "unit": t.unit, "rows": [{"at": r.at, "gives": r.gives} for r in t.rows]},
            )
        )
    if mechanism.levels:
        made.append(("levels", [{"name": v.name, "note": v.note} for v in mechanism.levels]))
    return made
