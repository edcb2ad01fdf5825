"""Every dialogue of tests/scenarios, held in memory."""

import pytest

from tests.dialogue import InMemory, Scenario, events_of, scenarios, the_kith
from tests.expecting import expect


@pytest.mark.parametrize("scenario", scenarios(), ids=lambda scenario: scenario.path.stem)
def test_the_dialogue_goes_as_written(scenario: Scenario) -> None:
    held = InMemory(scenario, the_kith(), scenario.today)
    for number, step in enumerate(scenario.steps, start=1):
        try:
            for event in events_of(step, held):
                held.may(step, event)
                held.do(event)
            expect(step, held)
        except AssertionError as error:
            raise AssertionError(f"step {number} {step}: {error}") from None
