"""Run minerva as `python -m minerva`."""

from minerva.cli import main

main()
