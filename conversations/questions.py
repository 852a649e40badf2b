from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class QuestionSet:
    id: str


def parse(source: str, name: str) -> QuestionSet:
    raise NotImplementedError
