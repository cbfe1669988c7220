"""Workbooks recomputed by LibreOffice, in one run for many: their values are its own work."""

import re
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pytest

OFFICE = shutil.which("soffice")
WRONG = 71234.25
"""What each formula comes to before: no figure of any test, and a day that there is."""
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
"""Work out every formula of an Excel file when it is opened, whatever values it carries."""

needs_office = pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed")


def with_wrong_values(workbook: bytes) -> bytes:
    """Return a workbook with a wrong value beside every formula, so that none can be kept."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(workbook)) as parts, zipfile.ZipFile(out, "w") as changed:
        for name in parts.namelist():
            content = parts.read(name)
            if name.startswith("xl/worksheets/sheet"):
                text = re.sub(r"(</f>)<v>[^<]*</v>", rf"\1<v>{WRONG}</v>", content.decode())
                content = re.sub(r'(<c [^>]*) t="str">(<f>)', r"\1>\2", text).encode()
            changed.writestr(name, content)
    return out.getvalue()


def recomputed(workbooks: Mapping[str, bytes], directory: Path) -> dict[str, Path]:
    """Return where each workbook is as LibreOffice saves it, every formula worked out anew."""
    assert OFFICE is not None
    profile, written, saved = directory / "profile", directory / "written", directory / "saved"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, "utf-8")
    written.mkdir()
    for name, content in workbooks.items():
        (written / f"{name}.xlsx").write_bytes(with_wrong_values(content))
    subprocess.run(
        [
            OFFICE,
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--convert-to",
            "xlsx",
            "--outdir",
            str(saved),
            *(str(written / f"{name}.xlsx") for name in workbooks),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return {name: saved / f"{name}.xlsx" for name in workbooks}
