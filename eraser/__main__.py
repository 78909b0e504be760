"""`python -m eraser`."""

from eraser.cli import main

main()
