"""Run the command line: `python -m backsmith`."""

from backsmith.cli import main

if __name__ == "__main__":
    main()
