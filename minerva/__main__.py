"""Run minerva: `python -m minerva`, and the command that an installation has."""

import gc
import signal


def main() -> None:
    """Run the command line, and end the process with its exit status.

    Whoever stops it while it starts sees nothing of it, as with any program.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    # A command makes a few large structures without cycles and ends: collecting them again
    # and again while they grow would take longer than the work.
    gc.disable()
    from minerva.cli import main as run_command
    from minerva.cli.memory import end

    try:
        run_command()
    except SystemExit as ended:
        end(ended.code)


if __name__ == "__main__":  # a worker process imports it too
    main()
