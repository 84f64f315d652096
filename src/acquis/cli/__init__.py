"""The command line: one module a command, thin. Exit codes: 0 settled, 1 a check failed, 2 bad input, 3 undetermined."""


def main() -> None:
    """Runs the command line."""
    from acquis.cli.app import run

    run()
