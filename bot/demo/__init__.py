"""A Telegram on loopback and a phone page for the browser: what the demonstration and the end-to-end tests talk to."""
