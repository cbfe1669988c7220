"""Beginning: a starter programme, and the schemas of its files for editors."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from minerva.cli.app import app
from minerva.cli.options import ChosenColour, examples


class Builder(StrEnum):
    """A build system that a starter programme can have a job for."""

    GITHUB = "github"
    GITLAB = "gitlab"


class SchemaOf(StrEnum):
    """A file that has a schema."""

    WORKSTREAMS = "workstreams"
    MILESTONES = "milestones"
    REGISTER = "register"


@app.command(
    epilog=examples(
        "minerva init",
        'minerva init plans --name "New depot"',
        "minerva init --ci github --git",
        "minerva init plans --empty",
    )
)
def init(
    directory: Annotated[
        Path, typer.Argument(metavar="[DIR]", help="Where to write it. Default: here.")
    ] = Path(),
    name: Annotated[
        str | None,
        typer.Option("--name", metavar="TEXT", help="The programme's name. Default: DIR's."),
    ] = None,
    ci: Annotated[
        Builder | None,
        typer.Option("--ci", help="Also write the job that checks the programme in each build."),
    ] = None,
    git: Annotated[
        bool, typer.Option("--git", help="Also have git merge the files by record and key.")
    ] = False,
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DAY", help="Date the examples from it. Default: today."),
    ] = None,
    empty: Annotated[
        bool, typer.Option("--empty", help="Write the files without examples, to record into.")
    ] = False,
    color: ChosenColour = None,
) -> None:
    """Begin a programme: two commented files to change.

    They hold an example of everything: workstreams, savings with and without a known amount, linked
    milestones, a procurement, a contract. With --empty they hold nothing: `minerva add` and
    `minerva import` fill them. Beside them, schemas/ has what editors check them with. Nothing that
    is there is written over.
    """
    from minerva.cli import reading
    from minerva.cli.output import fail, require_output, write
    from minerva.cli.record_change import on_terminal, showing
    from minerva.formats.cells import visible
    from minerva.recording.parse_dates import read_past_day
    from minerva.recording.starter import empty_files, starter_files, write_new

    require_output()
    if ci is None and not empty and on_terminal():
        answer = typer.prompt(
            "Also write the job that checks it in each build (github, gitlab, none)",
            default="none",
            err=True,
        )
        ci = next((builder for builder in Builder if builder.value == answer.strip().lower()), None)
    if git:
        from minerva.cli.merging import require_clone

        require_clone(directory)
    if empty and ci is not None:
        fail("--ci is for a programme that can be checked", "give it without --empty")
    today, schemas = read_past_day(on, reading.today()), schema_texts()
    files = (
        empty_files(directory, schemas, name=name)
        if empty
        else starter_files(directory, name, today, schemas, ci and ci.value)
    )
    write_new(files)
    lines = [f"wrote {visible(str(path))}" for path in files]
    where = "" if directory == Path() else f" -C {visible(str(directory))}"
    lines.append(
        f"Next: `minerva{where} add workstream ID --name NAME`, or `minerva{where} import FILE`."
        if empty
        else f"Next: `minerva{where} status`, then change the two files to your programme."
    )
    if git:
        from minerva.cli.merging import install_in

        lines += install_in(directory)
    if ci is not None:
        lines.append("In the workflow, replace OWNER with the owner of your copy of minerva.")
    with showing("the starter files"):
        write("".join(f"{line}\n" for line in lines))


@app.command(epilog=examples("minerva schema milestones", "minerva schema workstreams > w.json"))
def schema(
    file: Annotated[
        SchemaOf | None,
        typer.Argument(
            metavar="[FILE]",
            help="Which file: workstreams, milestones or register. Default: all, by their names.",
        ),
    ] = None,
    color: ChosenColour = None,
) -> None:
    """Print the JSON Schema of a file, for editors.

    Every key with what it is for and an example, in JSON Schema 2020-12. An editor with taplo or
    tombi reads the schema that a file's `#:schema` line names, and checks and completes the file.
    """
    from minerva.cli.output import write
    from minerva.formats.data import json
    from minerva.store.json_schema import file_schema

    if file is not None:
        write(_schema_text(file).encode())
        return
    write(json.render({kind.value: file_schema(f"{kind.value}.toml") for kind in SchemaOf}))


def schema_texts() -> dict[str, str]:
    """Return the schema of each file, by its name."""
    return {kind.value: _schema_text(kind) for kind in SchemaOf}


def _schema_text(kind: SchemaOf) -> str:
    from minerva.formats.data import json
    from minerva.store.json_schema import file_schema

    return json.render(file_schema(f"{kind.value}.toml")).decode()
