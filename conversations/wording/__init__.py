"""Every sentence a person reads, in one place and translatable."""
