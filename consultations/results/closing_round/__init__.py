"""The changed draft goes back to the participants: agreement or objection, paragraph by paragraph."""
