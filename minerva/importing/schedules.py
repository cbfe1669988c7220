"""Files of other schedulers (.mpp, .mpx, .xer, .pmxml, .planner, ...), turned into Project's XML.

The only module that knows MPXJ, which is Java. It turns a file into the XML that Microsoft Project
would write, in memory; what that says is read by the one reader of it.
"""

import re
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any, Final

from minerva.model.errors import MinervaError

INSTALL: Final = (
    "pip install 'minerva-programme[projects]', and Java: apt install default-jre-headless, "
    "brew install openjdk or winget install Microsoft.OpenJDK.21"
)

_BY_SUFFIX: Final[Mapping[str, str]] = {
    **dict.fromkeys((".mpp", ".mpt"), "Microsoft Project"),
    ".mpx": "MPX",
    ".xer": "Primavera P6 (XER)",
    ".pmxml": "Primavera P6 (XML)",
    ".planner": "Planner of GNOME",
    ".gan": "GanttProject",
    ".pod": "ProjectLibre",
    **dict.fromkeys((".pp", ".ppx"), "Asta Powerproject"),
    ".fts": "FastTrack Schedule",
    ".pep": "TurboProject",
    ".cdpx": "ConceptDraw Project",
    ".sdef": "SDEF",
}
_BY_OPENING: Final[Mapping[bytes, str]] = {
    b"MPX,": "MPX",
    b"ERMHDR": "Primavera P6 (XER)",
    b"\xac\xed\x00\x05": "ProjectLibre",
}
_ROOTS: Final = (
    (re.compile(rb"<(?:\w+:)?APIBusinessObjects\b"), "Primavera P6 (XML)"),
    (re.compile(rb"<project\b[^>]*\bmrproject-version"), "Planner of GNOME"),
    (re.compile(rb"<project\b[^>]*\b(?:view-date|gantt-divider-location)"), "GanttProject"),
)
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DECLARES: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_HEAD: Final = 20_000
_OF_JAVA: Final = (
    "-Xrs",  # it leaves the signals of the process alone
    "-Djava.awt.headless=true",
    "-Dlog4j2.loggerContextFactory=org.apache.logging.log4j.simple.SimpleLoggerContextFactory",
    "-Dlog4j2.StatusLogger.level=OFF",  # it says nothing on standard error
)


def scheduler_of(content: bytes, shown: str) -> str | None:
    """Return which scheduler a file is of, by its content first; None for a file of another kind.

    A file in the container of older Office is one of Microsoft Project where its name says so, or
    where it has the part that only these have.
    """
    for opening, name in _BY_OPENING.items():
        if content.startswith(opening):
            return name
    head = content[:_HEAD]
    for root, name in _ROOTS:
        if root.search(head):
            return name
    suffix = PurePath(shown).suffix.lower()
    if content.startswith(_OLE):
        is_project = suffix in (".mpp", ".mpt") or "Props14".encode("utf-16-le") in content
        return "Microsoft Project" if is_project else None
    return None if suffix in (".mpp", ".mpt") else _BY_SUFFIX.get(suffix)


def as_project_xml(content: bytes, shown: str, scheduler: str) -> bytes:
    """Return a file as Microsoft Project's XML. Raises MinervaError where it cannot be."""
    if content.lstrip()[:1] == b"<" and _DECLARES.search(content):
        raise MinervaError(
            f"{shown} declares a document type: with one, a small file can grow without end or "
            "fetch others",
            "do not trust the file; save it again in the program that it comes from",
        )
    java = _java(shown, scheduler)
    try:
        stream = java("java.io.ByteArrayInputStream")(content)
        project = java("org.mpxj.reader.UniversalProjectReader")().read(stream)
        if project is None:
            raise MinervaError(
                f"{shown} has no schedule that can be read", f"it was taken for one of {scheduler}"
            )
        written = java("java.io.ByteArrayOutputStream")()
        java("org.mpxj.mspdi.MSPDIWriter")().write(project, written)
        return bytes(written.toByteArray())
    except MinervaError:
        raise
    except Exception as error:  # what Java throws is whatever a damaged file makes MPXJ stumble on
        why = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise MinervaError(
            f"{shown} cannot be read as a file of {scheduler}: {why}",
            "open it in the program that it comes from, and save it as XML of Microsoft Project",
        ) from None


def _java(shown: str, scheduler: str) -> Any:
    """Return what gives the classes of Java by their names, with MPXJ among them.

    Raises MinervaError, with what installs them, where MPXJ or Java is not there.
    """
    needs = f"reading {shown}, a file of {scheduler}, needs MPXJ and Java"
    try:
        import jpype
        import mpxj  # noqa: F401 - it tells JPype where its classes are
    except ImportError:
        raise MinervaError(f"{needs}, and MPXJ is not installed", INSTALL) from None
    if not jpype.isJVMStarted():
        try:
            jpype.startJVM(*_OF_JAVA, convertStrings=True)
        except (jpype.JVMNotFoundException, jpype.JVMNotSupportedException, OSError):
            raise MinervaError(f"{needs}, and Java is not installed", INSTALL) from None
    return jpype.JClass
