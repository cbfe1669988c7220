"""What the savings of a file change in a programme: new ones, restatements, claims, validations."""

from collections.abc import Collection, Mapping
from decimal import Decimal

from minerva.importing.incoming import IncomingSaving, Rejected
from minerva.importing.matching import new_id
from minerva.importing.milestone_plan import (
    add_moves,
    elsewhere_in_file,
    first_workstream,
    match_money,
)
from minerva.importing.plan import BY_HAND, Difference, Plan, Step, how_to_assign
from minerva.importing.rebudget_plan import plan_rebudgets
from minerva.importing.renewal import renew
from minerva.importing.saving_statements import (
    planned_otherwise,
    state_amounts,
    state_how_sure,
    years_to_restate,
)
from minerva.importing.workstreams import Workstreams, fold
from minerva.model.dates import format_date
from minerva.model.money import ZERO, format_money
from minerva.model.programme import Programme, Saving
from minerva.position import position_at
from minerva.position.day import programme_on
from minerva.position.savings import SavingPosition
from minerva.recording.change import AddTable, SetKey, Value
from minerva.store import WORKSTREAMS

Ids = Mapping[str, str]
Path = tuple[str | int, ...]


def plan_savings(
    plan: Plan, programme: Programme, workstreams: Workstreams, milestones: Ids
) -> None:
    """Add to a plan what its savings change; `milestones` are ids by folded name.

    Raises MinervaError where no row says its workstream and none was chosen.
    """
    rows = plan.incoming.savings
    if not rows:
        return
    records = programme_on(programme, plan.request.on).programme.savings
    matches = match_money(plan, rows, records, workstreams)
    refused = matches.refused
    position = position_at(programme, plan.request.on)
    at = {saving.record.id: saving for saving in position.all_savings}
    taken = {str(saving.id) for saving in programme.savings}
    number = len(programme.savings)
    writer = _Writer(plan, programme, milestones)
    for row in rows:
        record = matches.records.get(row.place)
        if isinstance(record, Saving):
            proven = row.place in matches.proven
            renew(plan, row, record, workstreams, proven=proven)
            writer.update(row, at[record.id], renamed=proven)
            elsewhere = elsewhere_in_file(plan, row, record, workstreams)
            if elsewhere is not None and not proven:
                plan.differs.append(elsewhere)
        elif row.place not in refused:
            id = new_id(row, "saving", taken)
            if writer.add(row, id, workstreams, number):
                taken.add(id)
                number += 1


class _Writer:
    """Adds the steps of one saving after the other to a plan."""

    def __init__(self, plan: Plan, programme: Programme, milestones: Ids) -> None:
        self._plan = plan
        self._currency = programme.details.currency
        self._milestones = milestones
        self._savings = {str(saving.id) for saving in programme.savings}
        self._savings |= {row.id for row in plan.incoming.savings if row.id}

    def add(self, row: IncomingSaving, id: str, workstreams: Workstreams, number: int) -> bool:
        """Add a new saving with its claims; tell whether it could be."""
        plan = self._plan
        workstream = workstreams.id_of(row.workstream, row.place)
        if workstream is None:
            why = "the row does not say which workstream it is in"
            hint = f"fill it in, or give --workstream; there are {workstreams.listed}"
            plan.rejected.append(Rejected(row.place, row.name, why, hint))
            return False
        starts_with, known_with = self._milestone(row.starts_with), self._milestone(row.known_with)
        for key, named, found in (
            ("starts_with", row.starts_with, starts_with),
            ("known_with", row.known_with, known_with),
        ):
            if named is not None and found is None:
                why = f'{key}: there is no milestone "{named}"'
                plan.rejected.append(
                    Rejected(
                        row.place, row.name, why, "import the milestones first, or name another"
                    )
                )
                return False
        possible: dict[str, Value | None] = {
            "id": id,
            "workstream": first_workstream(row, workstreams) or workstream,
            "name": row.name,
            "category": row.category,
            "cashable": None if row.cashable in (None, True) else False,
            "recurring": None if row.recurring in (None, True) else False,
            "full_year": row.agreed.full_year if row.agreed else row.full_year,
            "starts": None if starts_with else row.agreed.starts if row.agreed else row.starts,
            "starts_with": starts_with,
            "known_with": None if row.full_year is not None else known_with,
            "plan": dict(row.plan) or None,
            "one_off_cost": row.one_off_cost,
            "ends": row.ends,
            "replaces": self._saving(row.replaces),
            "ref": row.ref,
            "owner": row.owner,
            "source": row.source,
            "note": row.note,
        }
        values = {key: value for key, value in possible.items() if value is not None}
        plan.edits.append(AddTable(WORKSTREAMS, ("saving",), values))
        plan.steps.append(
            Step(
                "add", "saving", id, row.name, row.place, workstream, None, row.full_year,
                values=values,
            )
        )  # fmt: skip
        add_moves(plan, row, workstreams, WORKSTREAMS, ("saving", number))
        for rebudget in row.rebudgets:
            table = (*("saving", number), "rebudget")
            plan.edits.append(AddTable(WORKSTREAMS, table, dict(rebudget)))
        self._claims(row, id, ("saving", number), None)
        state_amounts(plan, row, id, ("saving", number))
        state_how_sure(plan, row, id, ("saving", number), None)
        return True

    def update(self, row: IncomingSaving, at: SavingPosition, *, renamed: bool) -> None:
        """Restate a saving that is there, and add what was claimed and validated since."""
        plan, record = self._plan, at.record
        path: Path = record.location.path
        agreed = plan_rebudgets(plan, row, record, self._currency)
        is_restated = self._restate(row, at, path, agreed)
        self._claims(row, record.id, path, record)
        self._compare(row, at, renamed=renamed)
        state_how_sure(plan, row, record.id, path, at, is_restated=is_restated)
        if plan.number_of_steps(record.id) == 0:
            plan.unchanged.append(("saving", record.id))

    def _milestone(self, named: str | None) -> str | None:
        if named is None:
            return None
        return self._milestones.get(named) or self._milestones.get(fold(named))

    def _saving(self, named: str | None) -> str | None:
        """Return the id of a saving that is there, or comes with the same file."""
        return named if named in self._savings else None

    def _restate(
        self, row: IncomingSaving, at: SavingPosition, path: Path, agreed: Collection[Value]
    ) -> bool:
        """State what the file expects and the programme does not; tell whether anything was.

        What is `agreed` anew is not stated, nor the full year of a saving that was given up.
        """
        plan, record = self._plan, at.record
        values: dict[str, Value] = {"on": plan.request.on}
        before = at.stated_full_year
        if row.full_year is not None and row.full_year not in (at.full_year, before, *agreed):
            values["full_year"] = row.full_year
            self._step(row, record, "full_year", before, row.full_year)
        start = at.start and at.start.latest
        if row.starts is not None and row.starts not in (start, *agreed):
            moves_with = record.starts_with is not None and not any(
                stated.starts for stated in record.forecast if stated.on <= plan.request.on
            )
            if moves_with:
                self._differs(
                    row, record.id, "starts", format_date(start) if start else None,
                    format_date(row.starts),
                    f"it starts with {record.starts_with}, and moves with that",
                )  # fmt: skip
            else:
                values["starts"] = row.starts
                self._step(row, record, "starts", start, row.starts)
        years = years_to_restate(plan, row, at)
        if years:
            values["years"] = dict(years)
        if len(values) == 1:
            return False
        values["reason"] = plan.reason(row.place)
        plan.edits.append(AddTable(WORKSTREAMS, (*path, "forecast"), values))
        return True

    def _step(
        self, row: IncomingSaving, record: Saving, what: str, before: object, after: object
    ) -> None:
        place, workstream = row.place, record.workstream
        self._plan.steps.append(
            Step(
                "restate", "saving", record.id, record.name, place, workstream, before, after, what
            )
        )

    def _claims(self, row: IncomingSaving, id: str, path: Path, record: Saving | None) -> None:
        """Add, for each year, a claim of what the file has beyond what was claimed already."""
        plan = self._plan
        claims = record.realised if record is not None else ()
        name = record.name if record is not None else row.name
        for year in sorted({*row.realised, *row.validated}):
            of_year = [claim for claim in claims if claim.year == year]
            claimed = sum((claim.amount for claim in of_year), ZERO)
            added = row.realised.get(year, claimed) - claimed
            validated = sum(
                (
                    claim.amount if claim.validated.amount is None else claim.validated.amount
                    for claim in of_year
                    if claim.validated is not None
                ),
                ZERO,
            )
            more = row.validated.get(year, validated) - validated
            values: dict[str, Value] = {"year": year, "amount": added, "on": plan.request.on}
            values["evidence"] = plan.reason(row.place)
            if added:
                plan.steps.append(
                    Step(
                        "claim", "saving", id, name, row.place, None,
                        claimed, claimed + added, year,
                    )
                )  # fmt: skip
            step = Step(
                "validate", "saving", id, name, row.place, None, validated, validated + more, year
            )
            if more and self._validate(path, record, year, added, more, values):
                plan.steps.append(step)
            elif more:
                here = format_money(validated, self._currency)
                there = format_money(validated + more, self._currency)
                self._differs(
                    row, id, f"validated {year}", here, there,
                    f"say of which claims: minerva validate {id} --year {year} --by NAME",
                )  # fmt: skip
            if added:
                plan.edits.append(AddTable(WORKSTREAMS, (*path, "realised"), values))

    def _validate(
        self, path: Path, record: Saving | None, year: str, added: Decimal, more: Decimal,
        new_claim: dict[str, Value],
    ) -> bool:  # fmt: skip
        """Validate what makes up an amount, where only one choice of claims does; tell whether."""
        on = self._plan.request.on
        waiting = [
            (number, claim)
            for number, claim in enumerate(record.realised if record is not None else ())
            if claim.year == year and claim.validated is None and claim.on <= on
        ]
        total = sum((claim.amount for _, claim in waiting), ZERO)
        chosen = waiting if more in (total, total + added) and total else []
        rest = more - (total if chosen else ZERO)
        if rest and (not added or rest * added < 0 or abs(rest) > abs(added)):
            return False
        if rest:
            part: dict[str, Value] = {} if rest == added else {"amount": rest}
            new_claim["validated"] = {"on": on} | part
        for number, _ in chosen:
            self._plan.edits.append(
                SetKey(WORKSTREAMS, (*path, "realised", number), "validated", {"on": on})
            )
        return True

    def _compare(self, row: IncomingSaving, at: SavingPosition, *, renamed: bool) -> None:
        record = at.record
        for key in ("category", "cashable", "recurring", "one_off_cost", "owner", "ends"):
            there = getattr(row, key)
            if there is not None and there != getattr(record, key):
                hint = how_to_assign(record.id, there) if key == "owner" else BY_HAND
                self._differs(row, record.id, key, getattr(record, key), there, hint)
        if fold(row.name) != fold(record.name) and row.name != row.id and not renamed:
            self._differs(row, record.id, "name", record.name, row.name, BY_HAND)
        today = self._plan.request.today
        self._plan.differs += planned_otherwise(row, at, today, self._currency)
        starts_with = self._milestone(row.starts_with)
        if row.starts_with is not None and starts_with != record.starts_with:
            self._differs(
                row, record.id, "starts_with", record.starts_with, row.starts_with, BY_HAND
            )

    def _differs(
        self, row: IncomingSaving, id: str, key: str, here: object, there: object, hint: str
    ) -> None:
        text = "nothing" if here is None else str(here)
        self._plan.differs.append(Difference(row.place, id, key, text, str(there), hint))
