from tests.bot.conftest import Town, seen


async def test_an_invited_person_is_let_in_and_answered(town: Town) -> None:
    person = await town.admitted()
    person.says("hello")
    await town.rest()
    assert seen(person) == ["Welcome.", "You said hello"]
    journal = town.house.store.load(person.person.id)
    assert journal is not None
    assert [note.words for note in journal.notes] == ["hello"]
    assert journal.desk.outbox == ()
