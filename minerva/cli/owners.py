"""Who answers for what."""

from minerva.cli.app import app
from minerva.cli.options import examples
from minerva.cli.report_options import ReportRequest, takes_report_options


@app.command(epilog=examples("minerva owners", "minerva owners --format json"))
@takes_report_options
def owners(request: ReportRequest) -> None:
    """Who answers for what, and what each has to do.

    For each owner: milestones overdue and due, savings at risk, findings. A record names its owner
    with `owner`; `minerva assign` writes it.
    """
    from minerva.views import owners as view

    position = request.position()
    request.emit(position, lambda: view.document(position), lambda: view.report(position))
