"""The core: what is asked, when, and what is said back. Pure functions of (journal, event, now)."""
