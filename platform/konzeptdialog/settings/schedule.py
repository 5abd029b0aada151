"""What runs in the background by the clock; every task may run twice or late."""

from celery.schedules import crontab

CELERY_BEAT_SCHEDULE = {
    "deliver-what-was-left-behind": {"task": "notifications.tasks.sweep_outbox", "schedule": 60.0},
    "tell-followers-at-once": {
        "task": "consultations.contributions.following.tasks.tell_at_once",
        "schedule": 600.0,
    },
    "tell-of-the-day": {
        "task": "consultations.contributions.telling.tasks.tell_of_the_day",
        "schedule": crontab(hour=6, minute=15),
    },
    "send-collected-mails": {"task": "notifications.tasks.send_collected", "schedule": crontab(hour=6, minute=45)},
    "tell-authors-left-behind": {"task": "consultations.results.tasks.sweep_publications", "schedule": 300.0},
    "seal-registers-of-closed-phases": {
        "task": "consultations.results.register.tasks.seal_closed_phases",
        "schedule": 300.0,
    },
    "seal-what-came-later": {
        "task": "consultations.results.register.tasks.seal_what_came_later",
        "schedule": crontab(hour=2, minute=40),
    },
    "check-registers-left-behind": {
        "task": "consultations.results.register.tasks.sweep_checks",
        "schedule": 600.0,
    },
    "tell-of-measures": {
        "task": "consultations.results.measures.tasks.tell_progress",
        "schedule": crontab(hour=6, minute=25),
    },
    "remind-offices-of-measures": {
        "task": "consultations.results.measures.tasks.remind_offices",
        "schedule": crontab(hour=7, minute=40),
    },
    "tell-followers": {
        "task": "consultations.contributions.following.tasks.tell_followers",
        "schedule": crontab(hour=6, minute=30),
    },
    "go-on-with-imports-left-behind": {
        "task": "consultations.contributions.recording.tasks.sweep_sheets",
        "schedule": 300.0,
    },
    "make-statements-left-behind": {
        "task": "consultations.contributions.statements.tasks.sweep_papers",
        "schedule": 300.0,
    },
    "remind-coordinators-of-statements": {
        "task": "consultations.contributions.statements.tasks.remind_coordinators",
        "schedule": crontab(hour=6, minute=45),
    },
    "remind-of-answers-and-signatures": {
        "task": "consultations.results.answers.tasks.remind",
        "schedule": crontab(hour=6, minute=50),
    },
    "close-the-door-behind-deputies": {"task": "consultations.process.tasks.end_deputies", "schedule": 3600.0},
    "send-invitations-due": {"task": "consultations.process.hearing.tasks.send_invitations_due", "schedule": 300.0},
    "send-checks-of-records": {
        "task": "consultations.conferences.record.tasks.send_check_mails_due",
        "schedule": 300.0,
    },
    # Every hour of the day, in German time: a clock that stood still catches up, and each reminder goes out once.
    "remind-of-hearings": {
        "task": "consultations.process.hearing.tasks.remind",
        "schedule": crontab(hour="8-18", minute=15),
    },
    "let-waiting-lists-move-up": {
        "task": "consultations.conferences.registration.tasks.let_waiting_lists_move_up",
        "schedule": 300.0,
    },
    "remind-of-conferences": {
        "task": "consultations.conferences.registration.tasks.remind",
        "schedule": crontab(hour="8-18", minute=25),
    },
    "remind-of-network-meetings": {"task": "regions.networks.tasks.remind", "schedule": crontab(hour=8, minute=30)},
    "remind-of-needs-and-offers-that-end": {
        "task": "regions.demand.tasks.remind_of_ends",
        "schedule": crontab(hour=6, minute=20),
    },
    "screen-what-was-left-behind": {"task": "consultations.moderation.tasks.sweep_screening", "schedule": 120.0},
    "finish-decisions-on-groups": {"task": "consultations.moderation.tasks.sweep_decisions", "schedule": 300.0},
    "help-that-learns-keeps-up": {"task": "consultations.synthesis.suggesting.tasks.sweep", "schedule": 120.0},
    "make-exports-left-behind": {"task": "accounts.privacy.tasks.sweep_exports", "schedule": 300.0},
    "make-reports-left-behind": {"task": "consultations.exports.reports.tasks.sweep_reports", "schedule": 120.0},
    "keep-rules-of-retention": {"task": "accounts.privacy.tasks.keep_rules", "schedule": crontab(hour=3, minute=30)},
    "forget-delivered-mails": {"task": "notifications.tasks.purge_outbox", "schedule": 6 * 3600.0},
    "forget-expired-imports": {
        "task": "consultations.drafts.importing.tasks.clear_expired_imports",
        "schedule": 24 * 3600.0,
    },
    "forget-files-never-sent": {
        "task": "consultations.contributions.attachments.tasks.forget_files_never_sent",
        "schedule": 900.0,
    },
    "forget-unconfirmed-contributions": {
        "task": "consultations.contributions.guests.tasks.purge_unconfirmed",
        "schedule": 24 * 3600.0,
    },
    "forget-saved-contributions": {
        "task": "consultations.contributions.saved.tasks.purge_saved",
        "schedule": 24 * 3600.0,
    },
    "forget-old-invitations": {
        "task": "accounts.organisations.tasks.forget_old_invitations",
        "schedule": 24 * 3600.0,
    },
    "move-what-came-late-to-merged-organisations": {
        "task": "accounts.organisations.tasks.move_what_came_late",
        "schedule": 24 * 3600.0,
    },
    "forget-expired-sessions": {"task": "konzeptdialog.tasks.forget_expired_sessions", "schedule": 3600.0},
    "refresh-statistics-of-sqlite": {"task": "konzeptdialog.tasks.refresh_statistics", "schedule": 3600.0},
}
