"""Run minerva as `python -m minerva`."""

from minerva.cli import main

if __name__ == "__main__":  # a worker process imports it too
    main()
