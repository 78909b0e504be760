"""A file of numbers, one a line, is judged as a whole."""

from random import Random

from bench import values
from eraser.detect import lists
from eraser.detect.engine import Detector

DETECTOR = Detector()


def codes(text: str) -> int:
    spans = lists.found(text, DETECTOR)
    return sum(span.category == "personas-kods" for span in spans)


def test_of_a_list_of_serial_numbers_none_is_a_code() -> None:
    random = Random(5)  # noqa: S311
    assert codes("\n".join(values.digits(random, 11) for _ in range(3000))) == 0


def test_of_a_list_of_codes_every_one_is() -> None:
    random = Random(5)  # noqa: S311
    old = [values.old_code(random) for _ in range(300)]
    assert codes("\n".join(old)) == 300
    assert codes("personas kods\n" + "\n".join(values.new_code(random) for _ in range(50))) == 50


def test_what_stands_in_a_sentence_is_not_judged_by_the_list_beside_it() -> None:
    random = Random(5)  # noqa: S311
    serials = "\n".join(values.digits(random, 11) for _ in range(300))
    assert codes(f"p.k. 161175-19997 un saraksts:\n{serials}\n16117519997 Anna") == 2
