"""`python -m acquis`."""

from acquis.cli import main

if __name__ == "__main__":
    main()
