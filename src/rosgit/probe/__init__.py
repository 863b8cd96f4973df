"""Asks a spare router what no source settles, and cleans up after itself."""

from __future__ import annotations

from rosgit.probe.asking import Asking, UnansweredError
from rosgit.probe.question import Question
from rosgit.probe.questions import QUESTIONS
from rosgit.probe.run import probe

__all__ = ["QUESTIONS", "Asking", "Question", "UnansweredError", "probe"]
