"""Every dialogue of tests/scenarios, held in memory."""

import pytest

from tests.dialogue import InMemory, Scenario, events_of, expect, scenarios, the_kith


@pytest.mark.parametrize("scenario", scenarios(), ids=lambda scenario: scenario.path.stem)
def test_the_dialogue_goes_as_written(scenario: Scenario) -> None:
    held = InMemory(scenario, the_kith())
    for number, step in enumerate(scenario.steps, start=1):
        for event in events_of(step, held.screen):
            held.do(event)
        try:
            expect(step, held)
        except AssertionError as error:
            raise AssertionError(f"step {number} {step}: {error}") from None
