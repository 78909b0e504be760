"""A CSV text is judged by its columns, as a scan judges a table."""

from random import Random

from bench import values
from eraser.detect import lists
from eraser.detect.engine import Detector
from eraser.model.finding import Span

DETECTOR = Detector()


def found(text: str) -> list[tuple[str, str]]:
    spans = lists.found(text, DETECTOR)
    return [(s.category, text[s.start : s.end]) for s in spans]


def test_the_name_of_a_column_speaks_for_the_cells_far_below_it() -> None:
    rows = "\n".join(f"{n};Anna;2611223{n % 10}" for n in range(40))
    assert len(found(f"nr;vards;talrunis\n{rows}\n")) == 40
    assert found(f"nr;vards;rekina_nr\n{rows}\n") == []


def test_of_serial_numbers_in_a_column_none_is_a_code() -> None:
    random = Random(5)  # noqa: S311
    rows = "\n".join(f"{n},{values.digits(random, 11)},skaitītājs" for n in range(3000))
    assert found(f"id,serial,kind\n{rows}\n") == []


def test_a_code_in_a_quoted_cell_is_found_where_it_stands() -> None:
    text = 'id;note\n1;"zvanīja; p.k. 161175-19997"\n2;"nekas"\n'
    assert found(text) == [("personas-kods", "161175-19997")]


def test_a_text_with_commas_is_no_table() -> None:
    text = "Labdien, Anna, te Juris\nmans numurs, lūdzu, 26112233 (mob.)\n"
    assert ("phone", "26112233") in found(text)


class _Attentive(Detector):
    """Counts the characters that every recogniser has read."""

    read = 0

    def thorough(self, text: str, field: str = "") -> tuple[Span, ...]:
        self.read += len(text)
        return super().thorough(text, field)


def test_of_a_table_only_the_cells_with_something_in_them_are_read() -> None:
    detector = _Attentive()
    rows = "".join(f"{n};Anna zvanīja;a{n}@epasts.lv;{n * 7} EUR\n" for n in range(500))
    assert len(lists.found(f"nr;piezime;epasts;summa\n{rows}", detector)) == 500
    assert detector.read < 100
