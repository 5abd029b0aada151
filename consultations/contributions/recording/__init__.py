"""Letters and e-mails entered by staff, one by one or from a list, until they are contributions like others."""
