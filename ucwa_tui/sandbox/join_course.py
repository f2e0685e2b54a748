"""Carries out a behaviour: its steps one after the other, until they are done or the conversation is over."""

from __future__ import annotations

from typing import assert_never

from ucwa_tui.sandbox.behaviours import DENIED, LOBBY_WAIT, Act, Behaviour, Step
from ucwa_tui.sandbox.conversation import Conversation
from ucwa_tui.sandbox.people import GUEST

_OF_A_LEADER = (Act.ADMIT, Act.REJECT)
"""What a scripted leader does only while no real one is there."""


class JoinCourse:
    """One join on its way.

    Args:
        seat: the conversation that the join made.
        behaviour: of the meeting.
    """

    def __init__(self, seat: Conversation, behaviour: Behaviour) -> None:
        self._seat = seat
        self._steps = list(behaviour.steps)

    def start(self) -> None:
        """Take the steps that are due at once, now; the others when their time has come."""
        while self._steps and not self._seat.over:
            if self._steps[0].after > 0:
                self._seat.application.clock.later(self._steps[0].after, self._timed)
                return
            self._take(self._steps.pop(0))

    def _timed(self) -> None:
        if self._seat.over:
            return
        if self._steps[0].act in _OF_A_LEADER and self._seat.member.waiting and self._seat.room.led:
            # somebody real decides; the scripted leader looks again, in case that one leaves
            self._seat.application.clock.later(LOBBY_WAIT, self._timed)
            return
        self._take(self._steps.pop(0))
        self.start()

    def _take(self, step: Step) -> None:
        seat = self._seat
        reason = step.reason or DENIED
        match step.act:
            case Act.STARTED:
                seat.open(tell_start=True)
            case Act.PREPARED:
                seat.open(tell_start=False)
            case Act.SELF:
                seat.introduce_self()
            case Act.DOOR:
                seat.room.come(seat)
            case Act.ADMIT:
                seat.room.admit(seat.member)
            case Act.REJECT | Act.GIVE_UP:
                seat.room.reject(seat.member, reason)
            case Act.FAIL:
                seat.fail(reason)
            case Act.GUEST:
                seat.room.guest_arrives(GUEST)
            case Act.INTERFERE:
                seat.interfere(reason)
            case _:
                assert_never(step.act)
