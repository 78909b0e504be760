"""From what was found to what is done: playbook, law, holds and order in, one plan out. Pure."""
