"""What all apps stand on: base models and blocks, clearance, the audit log, search,
notifications, walls between units."""
