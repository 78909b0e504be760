"""Puts a made-up world into real stores, and writes the files with which eraser looks at it."""

from eraser.demo.plant.files import Endpoints, write_files
from eraser.demo.plant.objects import plant_s3
from eraser.demo.plant.search import plant_search
from eraser.demo.plant.tables import plant_postgres

__all__ = ["Endpoints", "plant_postgres", "plant_s3", "plant_search", "write_files"]
