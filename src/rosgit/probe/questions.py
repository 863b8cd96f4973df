"""Every question of a probe, in the order they are asked."""

from __future__ import annotations

from rosgit.probe import fields, order, rows, scripts, secrets, undo
from rosgit.probe.question import Question

QUESTIONS: tuple[Question, ...] = (
    Question("script-size", "How long may the source of a script be?", scripts.size),
    Question("script-name-twice", "Is a second script of the same name refused?", scripts.name_twice),
    Question("script-on-error", "Does an error end its :do block and run on-error?", scripts.on_error),
    Question("uptime-compare", "Does a script compare the uptime as a time?", scripts.uptime),
    Question("find-literals", "Which values does find match as rosgit writes them?", scripts.find_literals),
    Question("find-pattern", 'Does [find where name~"^x-[0-9]+$"] find by pattern?', scripts.find_pattern),
    Question("scheduler-tick", "Does a scheduler row run a script by its name, and how soon?", scripts.tick),
    Question("scheduler-policy", "Which policies may a scheduler row hold?", scripts.scheduler_policy),
    Question("undo-driver", "Does rosgit's undo take changes back by itself?", undo.driver),
    Question("flight-order", "Are the adds of one flight carried out in sending order?", order.flight),
    Question("place-before", "Does place-before take an .id, and go above dynamic rows?", order.place_before),
    Question("move-last", "Does move without a destination go to the end?", order.move_last),
    Question("clear-as-table", "Are fields cleared as rosgit's tables say?", fields.as_table),
    Question("clear-unset", "What does =!field= do to fields cleared otherwise?", fields.unset),
    Question("secret-look", "How do secrets look to our user?", secrets.look),
    Question("secret-history", "Does the history show a secret?", secrets.history),
    Question("remove-used-pool", "What becomes of a pool in use that is removed?", rows.used_pool),
    Question(
        "remove-used-profile", "What becomes of a user profile in use that is removed?", rows.used_profile
    ),
    Question("ids-reused", "Is the .id of a removed row given out again?", rows.ids_reused),
    Question(
        "profile-name-twice", "How is a second user profile of the same name refused?", rows.profile_twice
    ),
    Question("pool-ranges", "Are the ranges of a pool sorted, merged or spelled anew?", rows.pool_ranges),
    Question("comment-bytes", "Does a comment keep UTF-8, and bytes that are none?", rows.comment_bytes),
    Question("empty-reply", "Which commands send !empty?", rows.empty_reply),
    Question("query-bool", "Does a query take yes for true?", rows.query_bool),
    Question("safe-mode", "Can safe mode be taken and unrolled over the API?", rows.safe_mode),
)
"""Codes are never reused: docs/unproven.md and attached reports name them."""
