"""`python -m workers` is `araxes`."""

from workers.cli import main

if __name__ == "__main__":
    main()
