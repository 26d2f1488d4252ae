"""Notices (提醒与通知): what comes to a person beside his list of work, and about what he wants to be told outside.

A new task and a task that came back stand in the list of work already, and what was circulated among what is to be
read; only the rest is written here, in the transaction of the act that causes it. See reference §7.5.
"""
